/** Every page for everybody: axe finds nothing, and nothing is wider than the window. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { browser, openPage, site, withSite, write } from './site'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

withSite()

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** What axe complains about, in lines that say where. */
async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } }
    return (await axe.run()).violations
  })
  return found.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`),
  )
}

const run = async (page: Page, sql: string) => {
  await write(page, sql)
  await page.keyboard.press('ControlOrMeta+Enter')
}
const heading = (name: string | RegExp) => (page: Page) =>
  page.getByRole('heading', { level: 1, name }).waitFor({ state: 'attached' })

/** Every page in the states that a visitor sees; each begins where the one before ended. */
const states: readonly (readonly [string, string, (page: Page) => Promise<unknown>])[] = [
  ['the home page', '#/', (page) => page.getByText('Henry Taylor').first().waitFor()],
  ['Learn', '#/learn', heading(/./)],
  [
    'a lesson',
    '#/learn/sql/left-join/left-join-never-bought',
    (page) => page.getByRole('textbox', { name: 'SQL editor' }).waitFor(),
  ],
  ['the API lab', '#/api', heading(/./)],
  ['Compare', '#/compare', heading(/./)],
  ['no such page', '#/nowhere', heading(/./)],
  [
    'the playground with rows and an error',
    '#/play',
    async (page) => {
      await run(
        page,
        'SELECT id, name, NULL AS missing FROM customers; SELECT missing FROM nowhere; SELECT 3;',
      )
      await page.getByRole('grid', { name: 'Result 1 rows' }).waitFor()
      await page.getByRole('group', { name: 'Result 2' }).getByRole('alert').waitFor()
    },
  ],
  [
    'the playground with a chart',
    '#/play',
    async (page) => {
      await run(
        page,
        'SELECT name, count(*) AS sales FROM customers JOIN sales ON customer_id = customers.id GROUP BY name',
      )
      await page.getByRole('tab', { name: 'Chart' }).click()
      await page.getByRole('img').first().waitFor()
    },
  ],
  [
    'the playground with PostgreSQL',
    '#/play',
    async (page) => {
      await page.getByRole('radio', { name: 'PostgreSQL', exact: true }).click()
      await run(page, 'SELECT now() AS here')
      await page.getByRole('columnheader', { name: /here/ }).waitFor()
    },
  ],
]

const widths = [360, 390, 768, 1440]

test.each([
  ['light', 1440],
  ['dark', 1440],
  ['light', 360],
  ['dark', 360],
] as const)('axe finds nothing on any page, in %s, %i px wide', async (colorScheme, width) => {
  const { page, watch } = await openPage(browser, site, { colorScheme, viewport: { width, height: 900 } })
  await page.addInitScript(axe)
  await page.goto(site.url)
  const wrong: Record<string, unknown> = {}
  for (const [name, route, arrive] of states) {
    await page.evaluate((hash) => (location.hash = hash), route)
    await arrive(page)
    const found = await violations(page)
    if (found.length > 0) wrong[name] = found
    if (colorScheme === 'dark') continue
    for (const each of width === 360 ? widths.slice(0, 2) : widths.slice(2)) {
      await page.setViewportSize({ width: each, height: 900 })
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      if (over > 0) wrong[`${name}, ${each} px`] = `${over} px too wide`
    }
    await page.setViewportSize({ width, height: 900 })
  }
  expect(wrong).toEqual({})
  expect(watch.complaints).toEqual([])
  await page.context().close()
})

test('on a phone of 360 px a finger hits every button, and the toolbar takes two lines', async () => {
  const { page, watch } = await openPage(browser, site, {
    viewport: { width: 360, height: 780 },
    hasTouch: true,
    isMobile: true,
  })
  const small = () =>
    page.locator('button:not([role=radio], .error button), [role=tab], [role=menuitem]').evaluateAll((all) =>
      all.flatMap((each) => {
        const { width, height } = each.getBoundingClientRect()
        const seen = each.checkVisibility() && each.closest('[role=tree], .cm-editor') === null
        const hit = Math.round(width) >= 44 && Math.round(height) >= 44
        return seen && !hit ? [`${each.outerHTML.slice(0, 80)} is ${width} × ${height} px`] : []
      }),
    )
  await page.goto(`${site.url}#/play`)
  await run(page, 'SELECT id, name FROM customers; SELECT missing')
  await page.getByRole('grid', { name: 'Result 1 rows' }).waitFor()
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: 'CSV', exact: false }).first().waitFor()
  expect(await small()).toEqual([])
  await page.keyboard.press('Escape')
  const bar = await page.locator('.play-bar').boundingBox()
  expect(bar?.height).toBeLessThan(3 * 44)
  await page.getByRole('button', { name: 'Databases and schema' }).click()
  await page.getByRole('button', { name: 'History' }).click()
  await page.getByRole('button', { name: 'Run again' }).first().waitFor()
  expect(await small()).toEqual([])
  await page.goto(`${site.url}#/learn/sql/left-join/left-join-never-bought`)
  await page.getByRole('textbox', { name: 'SQL editor' }).waitFor()
  expect(await small()).toEqual([])
  expect(watch.complaints).toEqual([])
  await page.context().close()
})

test('what is chosen and what cannot be pressed is seen in the colours of the system', async () => {
  const { page } = await openPage(browser, site, { forcedColors: 'active' })
  await page.goto(`${site.url}#/play`)
  await page.getByRole('tree', { name: 'Schema' }).waitFor()
  await run(page, 'SELECT name FROM customers')
  const cell = (name: string) => page.getByRole('gridcell', { name, exact: true })
  await cell('Bob Smith').click()
  await page.getByRole('link', { name: 'Playground' }).hover()
  const outline = (of: ReturnType<typeof cell>) => of.evaluate((e) => getComputedStyle(e).outlineStyle)
  const edge = (of: ReturnType<typeof cell>) => of.evaluate((e) => getComputedStyle(e).borderBottomColor)
  const link = (name: string) => page.getByRole('link', { name, exact: true })
  expect(await outline(cell('Bob Smith'))).toBe('solid')
  expect(await outline(cell('Carol Williams'))).toBe('none')
  expect(await outline(page.getByRole('radio', { name: 'SQLite' }))).toBe('solid')
  expect(await outline(page.getByRole('radio', { name: 'PostgreSQL' }))).toBe('none')
  expect(await outline(link('Playground'))).toBe('solid')
  expect(await edge(link('Learn'))).not.toBe(await edge(link('Playground')))
  const ink = (name: string) =>
    page.getByRole('button', { name, exact: true }).evaluate((e) => getComputedStyle(e).color)
  expect(await ink('Undo run')).not.toBe(await ink('Format'))
  const colour = (selector: string, part: string, of: 'background-color' | 'border-top-color') =>
    page
      .locator(selector)
      .first()
      .evaluate((e, [part, of]) => getComputedStyle(e, part || null).getPropertyValue(of), [
        part,
        of,
      ] as const)
  const clear = 'rgba(0, 0, 0, 0)'
  const ground = await colour('.sql-editor .cm-editor', '', 'background-color')
  expect(await colour('.run-line.now', '::after', 'background-color')).not.toBe(ground)
  await write(page, 'SELECT 1;\nSELECT 2')
  expect(await colour('.run-sign.next', '::before', 'border-top-color')).toBe(clear)
  await page.context().close()
})

test('in the colours of the system a chart keeps its series apart from its words', async () => {
  const { page } = await openPage(browser, site, { forcedColors: 'active' })
  await page.goto(`${site.url}#/play`)
  await page.getByRole('tree', { name: 'Schema' }).waitFor()
  await run(page, 'SELECT name, age FROM customers')
  await page.getByRole('tab', { name: 'Chart' }).click()
  const coloured = () =>
    page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {
        data: [],
      }
      return data.some((alpha, i) => i % 4 === 3 && alpha === 255 && data[i - 3] !== data[i - 1])
    })
  await expect.poll(coloured).toBe(true)
  await page.context().close()
})
