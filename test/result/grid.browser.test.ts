import { page, userEvent } from 'vitest/browser'
import { beforeEach, expect, test, vi } from 'vitest'
import { render } from 'vitest-browser-svelte'
import Grid from '../../src/result/Grid.svelte'
import type { ResultSet } from '../../src/engine/value'
import '../../src/look/tokens.css'
import '../../src/look/base.css'
import { column, computed, rowsOf } from './rows'

const million = computed(
  1_000_000,
  [column('id', 'integer', 'int4'), column('name'), column('amount', 'number', 'numeric')],
  (row, index) =>
    index === 0 ? BigInt(row + 1) : index === 1 ? `name ${row + 1}` : `${(row * 7919) % 10_007}.50`,
)

beforeEach(async () => {
  await page.viewport(1280, 720)
})

async function grid(rows: ResultSet) {
  const screen = await render(Grid, {
    label: 'Result 1 rows',
    rows,
    rowCount: rows.rowCount,
    dialect: 'postgres',
  })
  const element = screen.getByRole('grid', { name: 'Result 1 rows' }).element() as HTMLElement
  return { screen, element, cells: () => [...element.querySelectorAll('[role="gridcell"]')] }
}

const activeText = () => document.activeElement?.textContent

test('a million rows are counted, and few of them are in the page', async () => {
  const { element } = await grid(million)
  expect(element.getAttribute('aria-rowcount')).toBe('1000000')
  expect(element.querySelectorAll('*').length).toBeLessThan(500)
})

test('Ctrl+End reaches the last of a million rows, Ctrl+Home the first', async () => {
  const { element } = await grid(million)
  await userEvent.tab()
  await userEvent.keyboard('{Control>}{End}{/Control}')
  await vi.waitFor(() => expect(activeText()).toBe('2666.50'))
  expect(document.activeElement?.closest('[role="row"]')?.getAttribute('aria-rowindex')).toBe('1000000')
  expect(inSight(element, document.activeElement)).toBe(true)
  await userEvent.keyboard('{Control>}{Home}{/Control}')
  await vi.waitFor(() => expect(activeText()).toBe('1'))
  expect(inSight(element, document.activeElement)).toBe(true)
})

function inSight(grid: Element, cell: Element | null): boolean {
  const outer = grid.getBoundingClientRect()
  const box = cell?.getBoundingClientRect()
  return !!box && box.top >= outer.top + 27 && box.bottom <= outer.bottom + 1
}

test('scrolling to the end shows the last of a million rows', async () => {
  const { element, cells } = await grid(million)
  element.scrollTop = element.scrollHeight
  await vi.waitFor(() => expect(cells().map((cell) => cell.textContent)).toContain('1000000'))
  expect(inSight(element, cells().at(-1) ?? null)).toBe(true)
})

test('the grid after another one has its rows at once, and in another place and text size its own sizes', async () => {
  const { screen } = await grid(million)
  await screen.unmount()
  const again = render(Grid, {
    label: 'Result 1 rows',
    rows: million,
    rowCount: 1_000_000,
    dialect: 'postgres',
  })
  // before the browser has laid anything out
  expect(document.querySelectorAll('[role="gridcell"]').length).toBeGreaterThan(30)
  await (await again).unmount()
  await page.viewport(360, 300)
  document.documentElement.style.fontSize = '32px'
  try {
    const { element, cells } = await grid(million)
    await vi.waitFor(() => expect(cells().length).toBeLessThan(60))
    const row = element.querySelector('[role="row"][aria-rowindex="2"]')?.getBoundingClientRect()
    expect(row?.height).toBeGreaterThan(50)
    expect(element.querySelector('[role="rowheader"]')?.getBoundingClientRect().width).toBeCloseTo(144, 0)
    await userEvent.tab()
    await userEvent.keyboard('{Control>}{End}{/Control}')
    await vi.waitFor(() => expect(activeText()).toBe('2666.50'))
    await vi.waitFor(() => expect(inSight(element, document.activeElement)).toBe(true))
  } finally {
    document.documentElement.style.fontSize = ''
  }
})

test('two thousand columns are windowed as well', async () => {
  const columns = Array.from({ length: 2000 }, (_, i) => column(`c${i}`, 'integer', 'int4'))
  const { element } = await grid(computed(100, columns, (row, index) => BigInt(row * index)))
  expect(element.getAttribute('aria-colcount')).toBe('2000')
  expect(element.querySelectorAll('*').length).toBeLessThan(1500)
  await userEvent.tab()
  await userEvent.keyboard('{Control>}{End}{/Control}')
  await vi.waitFor(() => expect(activeText()).toBe(String(99 * 1999)))
  expect(document.activeElement?.getAttribute('aria-colindex')).toBe('2000')
  expect(element.querySelectorAll('*').length).toBeLessThan(1500)
})

test('arrow keys, Home, End and pages move the one cell that Tab reaches', async () => {
  const { element } = await grid(million)
  await userEvent.tab()
  expect(activeText()).toBe('1')
  await userEvent.keyboard('{ArrowDown}{ArrowRight}')
  await vi.waitFor(() => expect(activeText()).toBe('name 2'))
  await userEvent.keyboard('{PageDown}{Home}')
  await vi.waitFor(() => expect(Number(activeText())).toBeGreaterThan(5))
  await userEvent.keyboard('{End}')
  await vi.waitFor(() => expect(activeText()).toMatch(/\.50$/))
  expect(element.querySelectorAll('[tabindex="0"]').length).toBe(1)
})

test('the focused cell stays in the page when it is scrolled away, and keys go on from it', async () => {
  const { element } = await grid(million)
  await userEvent.tab()
  await userEvent.keyboard('{ArrowDown}')
  element.scrollTop = 9_000_000
  await vi.waitFor(() =>
    expect(
      element.querySelector('[aria-rowindex="500000"], [aria-rowindex="600000"]') ?? element.textContent,
    ).toBeTruthy(),
  )
  expect(activeText()).toBe('2')
  await userEvent.keyboard('{ArrowDown}')
  await vi.waitFor(() => expect(activeText()).toBe('3'))
  expect(inSight(element, document.activeElement)).toBe(true)
})

test('rows that arrive while one reads move nothing', async () => {
  const { screen, element } = await grid({ ...million, rowCount: 600_000 })
  element.scrollTop = 7_000_011
  const first = (): string[] =>
    [...element.querySelectorAll('[role="row"][aria-rowindex]')]
      .filter((row) => row.getBoundingClientRect().top >= element.getBoundingClientRect().top)
      .map((row) => row.getAttribute('aria-rowindex') ?? '')
      .slice(0, 3)
  await vi.waitFor(() => expect(Number(first()[0])).toBeGreaterThan(1000))
  const before = first()
  await screen.rerender({ rowCount: 1_000_000 })
  await vi.waitFor(() => expect(element.getAttribute('aria-rowcount')).toBe('1000000'))
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  expect(first()).toEqual(before)
})

test('a shorter result in the same grid is not blank', async () => {
  const { screen, element, cells } = await grid(million)
  element.scrollTop = element.scrollHeight
  await vi.waitFor(() => expect(cells().map((cell) => cell.textContent)).toContain('1000000'))
  const short = rowsOf(['a'], [['only']])
  await screen.rerender({ rows: short, rowCount: 1 })
  await vi.waitFor(() => expect(cells().map((cell) => cell.textContent)).toEqual(['only']))
  expect(inSight(element, cells()[0] ?? null)).toBe(true)
})

async function copied(element: Element): Promise<string> {
  const data = new DataTransfer()
  const event = new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true })
  ;(document.activeElement ?? element).dispatchEvent(event)
  await Promise.resolve()
  expect(event.defaultPrevented).toBe(true)
  return data.getData('text/plain')
}

test('Escape leaves one cell of a selection, and nothing to do to whoever hears it next', async () => {
  const { element } = await grid(million)
  const selected = () => element.querySelectorAll('[aria-selected="true"]').length
  const heard: boolean[] = []
  element.parentElement?.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') heard.push(event.defaultPrevented)
  })
  await userEvent.tab()
  await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowRight}{/Shift}')
  await vi.waitFor(() => expect(selected()).toBe(4))
  await userEvent.keyboard('{Escape}')
  await vi.waitFor(() => expect(selected()).toBe(1))
  expect(activeText()).toBe('name 2')
  await userEvent.keyboard('{Escape}')
  expect(heard).toEqual([true, false])
})

test('Shift with arrow keys selects a rectangle, and it is copied as TSV', async () => {
  const { element } = await grid(
    rowsOf(
      ['a', 'b', 'c'],
      [
        ['1', 'x\ty', null],
        ['2', 'say "hi"', ''],
        ['3', 'z', 'w'],
      ],
    ),
  )
  await userEvent.tab()
  await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowRight}{/Shift}')
  await vi.waitFor(() => expect(element.querySelectorAll('[aria-selected="true"]').length).toBe(4))
  expect(await copied(element)).toBe('1\t"x\ty"\n2\t"say ""hi"""')
  await userEvent.keyboard('{Control>}a{/Control}')
  await vi.waitFor(() => expect(element.querySelectorAll('[aria-selected="true"]').length).toBe(9))
  expect(await copied(element)).toBe('1\t"x\ty"\t\n2\t"say ""hi"""\t\n3\tz\tw')
  await vi.waitFor(() => expect(document.querySelector('[aria-live]')?.textContent).toBe('Copied 3 rows'))
})

test('all that Ctrl+A selects is copied, wherever one has scrolled since', async () => {
  const { element } = await grid({ ...million, rowCount: 300 })
  await userEvent.tab()
  await userEvent.keyboard('{Control>}{End}{/Control}')
  await vi.waitFor(() => expect(activeText()).toBe('6129.50'))
  await userEvent.keyboard('{Control>}a{/Control}')
  element.scrollTop = 0
  await vi.waitFor(() => expect(element.querySelector('[aria-rowindex="5"]')).not.toBeNull())
  await vi.waitFor(() => expect(element.contains(document.activeElement)).toBe(true))
  const lines = (await copied(element)).split('\n')
  expect([lines.length, lines[299]]).toEqual([300, '300\tname 300\t6129.50'])
})

test('Ctrl+C really puts the cell on the clipboard', async () => {
  const { element } = await grid(rowsOf(['a'], [['from the grid']]))
  let text = ''
  element.addEventListener('copy', (event) => (text = event.clipboardData?.getData('text/plain') ?? ''))
  await userEvent.tab()
  await userEvent.keyboard('{Control>}c{/Control}')
  await vi.waitFor(() => expect(text).toBe('from the grid'))
})

test('what became of copying is seen for a while', async () => {
  const { screen } = await grid(rowsOf(['a'], [['x']]))
  await userEvent.tab()
  await userEvent.keyboard('{Control>}c{/Control}')
  const words = screen.getByText('Copied 1 cell')
  await expect.element(words).toBeVisible()
  expect(words.element().getBoundingClientRect().width).toBeGreaterThan(40)
})

test('numbers that grow are shown to the last digit in every row', async () => {
  const { element } = await grid(
    computed(600_000, [column('f', 'number', 'float8'), column('t')], (row, index) =>
      index === 0 ? row * 1000 + (row % 2) / 8 : `row ${row}`,
    ),
  )
  await userEvent.tab()
  await userEvent.keyboard('{Control>}{End}{/Control}')
  await vi.waitFor(() => expect(activeText()).toBe('row 599999'))
  await userEvent.keyboard('{Home}')
  await vi.waitFor(() => expect(activeText()).toBe('599999000.125'))
  const cell = element.querySelector<HTMLElement>('[tabindex="0"]')
  expect(cell?.scrollWidth).toBeLessThanOrEqual(cell?.clientWidth ?? 0)
})

test('the mouse draws a rectangle', async () => {
  const { element, cells } = await grid(
    rowsOf(
      ['a', 'b'],
      [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ),
  )
  await userEvent.dragAndDrop(cells()[0] ?? element, cells()[3] ?? element)
  await vi.waitFor(() =>
    expect([...element.querySelectorAll('[aria-selected="true"]')].map((cell) => cell.textContent)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]),
  )
})

test('a click on a head sorts upwards, downwards and not at all', async () => {
  const rows = rowsOf([column('n', 'integer')], [[10n], [null], [9n], [100n]])
  const { screen, cells } = await grid(rows)
  const head = screen.getByRole('columnheader', { name: /^n/ })
  const texts = (): (string | null)[] => cells().map((cell) => cell.textContent)
  await head.click()
  await vi.waitFor(() => expect(texts()).toEqual(['9', '10', '100', 'NULL']))
  expect(head.element().getAttribute('aria-sort')).toBe('ascending')
  await head.click()
  await vi.waitFor(() => expect(texts()).toEqual(['NULL', '100', '10', '9']))
  await head.click()
  await vi.waitFor(() => expect(texts()).toEqual(['10', 'NULL', '9', '100']))
  expect(head.element().getAttribute('aria-sort')).toBe('none')
})

test('a double click reads the cell under it, and on a head, its edge or a row number reads nothing', async () => {
  const { screen, element } = await grid(rowsOf(['notes'], [['word '.repeat(1000)], ['short']]))
  const head = screen.getByRole('columnheader', { name: /^notes/ })
  const edge = head.element().querySelector('.edge')
  if (!edge) throw new Error('the head has no edge')
  await userEvent.dblClick(screen.getByRole('rowheader').first())
  await userEvent.dblClick(edge)
  await head.dblClick()
  await vi.waitFor(() => expect(head.element().getAttribute('aria-sort')).toBe('descending'))
  await userEvent.dblClick(screen.getByRole('gridcell', { name: /^word/ }))
  await expect.element(screen.getByRole('dialog', { name: 'notes in row 1' })).toBeVisible()
  expect(document.querySelectorAll('dialog')).toHaveLength(1)
  expect(element.querySelectorAll('[aria-selected="true"]')).toHaveLength(1)
})

test('a million rows are sorted by key, and what is copied follows the order', async () => {
  const { element, cells } = await grid(million)
  await userEvent.tab()
  await userEvent.keyboard('{ArrowUp}{Enter}{Enter}')
  await vi.waitFor(() => expect(cells()[0]?.textContent).toBe('1000000'), { timeout: 20_000 })
  await userEvent.keyboard('{ArrowDown}{Shift>}{ArrowDown}{/Shift}')
  await vi.waitFor(() => expect(element.querySelectorAll('[aria-selected="true"]').length).toBe(2))
  expect(await copied(element)).toBe('1000000\n999999')
})

test('a column is made wider by dragging its edge and by key', async () => {
  const { element, cells } = await grid(rowsOf(['a', 'b', 'c'], [['1', '2', '3']]))
  const width = (): number => cells()[0]?.getBoundingClientRect().width ?? 0
  const before = width()
  await userEvent.tab()
  await userEvent.keyboard('{ArrowUp}{Shift>}{ArrowRight}{/Shift}')
  await vi.waitFor(() => expect(width()).toBe(before + 16))
  const edge = element.querySelector('.edge')
  const box = edge?.getBoundingClientRect()
  const at = (type: string, x: number): void => {
    edge?.dispatchEvent(
      new PointerEvent(type, { bubbles: true, clientX: x, pointerId: 1, button: 0, cancelable: true }),
    )
  }
  // simulated pointers cannot be captured; the element gets the events all the same
  if (edge) edge.setPointerCapture = () => undefined
  at('pointerdown', box?.left ?? 0)
  at('pointermove', (box?.left ?? 0) + 50)
  at('pointerup', (box?.left ?? 0) + 50)
  await vi.waitFor(() => expect(width()).toBe(before + 66))
})

test('columns of any name are shown: twice the same, empty, __proto__, markup', async () => {
  const names = ['a', 'a', '', '__proto__', 'constructor', '<img src=x onerror="window.xss=1">']
  const { screen, cells } = await grid(
    rowsOf(names, [['1', '2', '3', '4', '5', '<script>window.xss=1</script>']]),
  )
  const heads = screen.getByRole('columnheader').elements().slice(1)
  expect(heads.map((head) => head.textContent?.trim().replace(/ text$/, ''))).toEqual([
    'a',
    'a',
    "''",
    ...names.slice(3),
  ])
  expect(cells().map((cell) => cell.textContent)).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
    '<script>window.xss=1</script>',
  ])
  expect('xss' in window).toBe(false)
})

test('Enter opens a long text to read, copy and download it, and Escape leads back to the cell', async () => {
  const long = `first line\n${'word '.repeat(1000)}<b>end</b>`
  const { screen } = await grid(rowsOf(['notes'], [[long]]))
  await userEvent.tab()
  await userEvent.keyboard('{Enter}')
  const dialog = screen.getByRole('dialog', { name: 'notes in row 1' })
  await expect.element(dialog).toBeVisible()
  expect(dialog.element().querySelector('pre')?.textContent).toBe(long)
  await userEvent.keyboard('{Escape}')
  await vi.waitFor(() => expect(document.activeElement?.getAttribute('role')).toBe('gridcell'))
  await vi.waitFor(() => expect(document.querySelector('dialog')).toBeNull())
})

test('a shortened cell is read whole on request', async () => {
  const rows: ResultSet = { ...rowsOf(['big'], [['beginning']]), wholeBytes: () => 100_000_000 }
  const whole = vi.fn(() => Promise.resolve('beginning and end'))
  const screen = await render(Grid, { label: 'g', rows, rowCount: 1, dialect: 'postgres', whole })
  await screen.getByRole('button', { name: 'Read all' }).click()
  await screen.getByRole('button', { name: 'Read all, 100 MB' }).click()
  await vi.waitFor(() => expect(document.querySelector('dialog pre')?.textContent).toBe('beginning and end'))
  expect(whole).toHaveBeenCalledWith(0, 0)
})

test('a shortened cell is copied whole, and says so where its value is gone', async () => {
  const rows: ResultSet = { ...rowsOf(['big'], [['beginning']]), wholeBytes: () => 100_000 }
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  const whole = vi.fn<() => Promise<string | null>>(() => Promise.resolve('beginning and end'))
  await render(Grid, { label: 'g', rows, rowCount: 1, dialect: 'postgres', whole })
  await userEvent.tab()
  await userEvent.keyboard('{Control>}c{/Control}')
  await vi.waitFor(() => expect(write).toHaveBeenCalledWith('beginning and end'))
  whole.mockResolvedValue(null)
  await userEvent.keyboard('{Control>}c{/Control}')
  await vi.waitFor(() =>
    expect(document.querySelector('[aria-live]')?.textContent).toMatch(/not here any more/),
  )
  write.mockRestore()
})

test('Enter opens bytes of any size, so that they can be downloaded', async () => {
  const { screen } = await grid(rowsOf([column('photo', 'bytes', 'bytea')], [[new Uint8Array([222, 173])]]))
  await userEvent.tab()
  await userEvent.keyboard('{Enter}')
  const dialog = screen.getByRole('dialog', { name: 'photo in row 1' })
  await expect.element(dialog.getByText('2 bytes')).toBeVisible()
  await expect.element(dialog.getByRole('button', { name: 'Download' })).toBeVisible()
})
