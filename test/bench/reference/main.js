// What anybody would write first: CodeMirror with its own SQL language, an engine in a worker, a table.
// The measures drive it through `window.bare`.
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { sql } from '@codemirror/lang-sql'
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { EditorView, drawSelection, keymap, lineNumbers } from '@codemirror/view'

const view = new EditorView({
  parent: /** @type {HTMLElement} */ (document.getElementById('editor')),
  doc: 'SELECT 40 + 2 AS answer',
  extensions: [
    lineNumbers(),
    history(),
    drawSelection(),
    bracketMatching(),
    syntaxHighlighting(defaultHighlightStyle),
    sql(),
    keymap.of([...defaultKeymap, ...historyKeymap]),
  ],
})

const scripts = {
  sqlite: () => new Worker(new URL('./sqlite.worker.js', import.meta.url), { type: 'module' }),
  postgres: () => new Worker(new URL('./postgres.worker.js', import.meta.url), { type: 'module' }),
}

/** @type {Worker} */
let worker
/** @param {Record<string, unknown>} message */
const ask = (message) =>
  new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) =>
      data.error === undefined ? resolve(data) : reject(new Error(data.error))
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage(message)
  })

/** @param {() => Promise<unknown>} task */
const timed = async (task) => {
  const start = performance.now()
  await task()
  return performance.now() - start
}

/** @param {{ rows: unknown[][] }} answer */
function paint({ rows }) {
  ;/** @type {HTMLTableElement} */ (document.getElementById('rows')).replaceChildren(
    ...rows.map((row) => {
      const line = document.createElement('tr')
      line.append(
        ...row.map((value) => {
          const cell = document.createElement('td')
          cell.textContent = String(value)
          return cell
        }),
      )
      return line
    }),
  )
}

Object.assign(window, {
  bare: {
    /** @param {'sqlite' | 'postgres'} engine @param {readonly string[]} seed */
    async open(engine, seed) {
      worker = scripts[engine]()
      await ask({ kind: 'open', seed })
    },
    /** ms from the question to the first 500 rows @param {string} text @param {boolean} [cursor] */
    run: (text, cursor) => timed(() => ask({ kind: 'run', text, cursor })),
    /** ms from the question to a plain table of the rows, painted @param {string} text */
    show: (text) =>
      timed(async () => {
        paint(await ask({ kind: 'run', text }))
        await probe.painted(() => true)
      }),
    /** ms until a first engine, started from nothing, has answered @param {'sqlite' | 'postgres'} engine */
    start: (engine) =>
      timed(async () => {
        worker = scripts[engine]()
        await ask({ kind: 'open', seed: [] })
        await ask({ kind: 'run', text: 'SELECT 1 AS one' })
      }),
    /** ms to end the worker, start another one with the same data and ask it @param {'sqlite' | 'postgres'} engine @param {string} text */
    async restart(engine, text) {
      const { image } = await ask({ kind: 'image' })
      return timed(async () => {
        worker.terminate()
        worker = scripts[engine]()
        await ask({ kind: 'open', seed: [], image })
        await ask({ kind: 'run', text })
      })
    },
    /** ms to draw points that are reduced already @param {{ x: number, y: number }[]} points */
    async draw(points) {
      const { Chart, LineController, LineElement, LinearScale, PointElement } = await import('chart.js')
      Chart.register(LineController, LineElement, LinearScale, PointElement)
      const canvas = /** @type {HTMLCanvasElement} */ (document.getElementById('chart'))
      Chart.getChart(canvas)?.destroy()
      return timed(async () => {
        new Chart(canvas, {
          type: 'line',
          data: { datasets: [{ data: points, borderColor: '#2a56ab', borderWidth: 1.5, pointRadius: 0 }] },
          options: {
            animation: false,
            parsing: false,
            normalized: true,
            responsive: false,
            scales: { x: { type: 'linear' }, y: { type: 'linear' } },
          },
        })
        await new Promise((resolve) => requestAnimationFrame(resolve))
      })
    },
  },
})

/** The one value that the bare page keeps, as tutorials do it: a whole file in IndexedDB. @returns {Promise<IDBObjectStore>} */
const shelf = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open('bare', 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore('files')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => resolve(opening.result.transaction('files', 'readwrite').objectStore('files'))
  })
/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const got = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

Object.assign(bare, {
  /**
   * Fills a database and keeps it: SQLite's file here, PostgreSQL's files where PGlite keeps them
   * @param {'sqlite' | 'postgres'} engine @param {readonly string[]} seed
   */
  async keep(engine, seed) {
    worker = scripts[engine]()
    await ask({ kind: 'open', seed, kept: true })
    if (engine === 'postgres') return ask({ kind: 'close' })
    const { image } = await ask({ kind: 'image' })
    await got((await shelf()).put(image, 'file'))
  },
  /** ms of COPY from a file that is here already @param {string} create @param {string} copy @param {Blob} blob */
  async copy(create, copy, blob) {
    worker = scripts.postgres()
    await ask({ kind: 'open', seed: [] })
    return timed(() => ask({ kind: 'copy', create, text: copy, blob }))
  },
})

const kept = new URLSearchParams(location.search).get('kept')
if (kept === 'sqlite' || kept === 'postgres') {
  worker = scripts[kept]()
  const open = async () => {
    const image = kept === 'sqlite' ? await got((await shelf()).get('file')) : undefined
    await ask({ kind: 'open', seed: [], image, kept: true })
    paint(await ask({ kind: 'run', text: decodeURIComponent(location.hash.slice(1)) }))
  }
  void open()
} else if (!location.search.includes('idle')) {
  // the engine loads beside the editor, as it does in Tandem
  worker = scripts.sqlite()
  const opened = ask({ kind: 'open', seed: [] })
  document.getElementById('run')?.addEventListener('click', async () => {
    await opened
    paint(await ask({ kind: 'run', text: view.state.doc.toString() }))
  })
}
