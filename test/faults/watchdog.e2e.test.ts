/** Engines that fall silent, and those that only seem to: at work for long, in a hidden tab, on a device that slept. */
import { afterEach, describe, expect, test } from 'vitest'
import { browser, site, withSite } from '../e2e/site'
import { dialects } from '../../src/sql/dialect'
import { Desk } from './desk'
import { silent, spoil, tell } from './spoil'

let desk: Desk
withSite()
afterEach(() => desk.close())

/** The tab goes out of sight, or comes back. */
const show = (state: 'hidden' | 'visible') =>
  desk.page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { get: () => state, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)

/** Only an engine that was never replaced still has its temporary tables. */
const [make, stillThere] = ['CREATE TEMPORARY TABLE mine (a int)', 'SELECT count(*) FROM mine']
const minutes = (n: number) => n * 60_000

describe.each(dialects)('%s', (dialect) => {
  /** A page whose clock is the test's, with an engine that can be made silent. */
  async function watched(): Promise<void> {
    spoil(site, dialect, silent)
    desk = await Desk.open(browser, site)
    await desk.choose(dialect)
    await desk.run(`CREATE TABLE keep (a int); INSERT INTO keep VALUES (1), (2); ${make}`)
    await desk.page.clock.install()
    await desk.run('SELECT 1') // the watch begins anew after each question, now with the installed clock
  }

  test('one that falls silent at work is never ended by itself; Stop is there, and it is back', async () => {
    await watched()
    await tell(desk, 'now')
    await desk.begin('SELECT count(*) FROM keep')
    await desk.page.clock.runFor(minutes(10))
    expect(await desk.said(1)).toMatch(/^running/)
    await desk.page.clock.resume()
    await desk.button('Stop').click()
    await desk.ended()
    expect(await desk.said(1)).toMatch(/^stopped/)
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
  })

  test('an idle one that does not answer for half a minute is replaced by itself', async () => {
    await watched()
    await tell(desk, 'now')
    await desk.page.clock.runFor(36_000)
    await desk.page.clock.resume()
    expect(await desk.ask('SELECT count(*) FROM keep')).toEqual([['2']])
    await desk.run(stillThere)
    expect(await desk.result(1).getByRole('alert').innerText()).toMatch(/mine/)
  })

  test('an idle one of a hidden tab may be silent for as long as it likes', async () => {
    await watched()
    await show('hidden')
    await tell(desk, 'now')
    await desk.page.clock.runFor(minutes(10))
    await tell(desk, 'over')
    await show('visible')
    await desk.page.clock.resume()
    expect(await desk.ask(stillThere)).toEqual([['0']])
  })

  test('one of a device that slept is not taken for dead', async () => {
    await watched()
    await tell(desk, 'now')
    await desk.page.clock.runFor(21_000) // asked, and no answer yet
    await desk.page.clock.fastForward(minutes(60)) // every timer that was due fires once, an hour late
    await tell(desk, 'over')
    await desk.page.clock.resume()
    expect(await desk.ask(stillThere)).toEqual([['0']])
  })
})
