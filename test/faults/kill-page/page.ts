/**
 * A page that saves as fast as it can and says which saves it was told are safe. Every state can be checked: chunk 0 lists
 * the stamp of each chunk, and each chunk is filled with a pattern made of its stamp.
 */
import { chunkSize, type StoredFiles } from '../../../src/storage/listing'
import { sentence } from '../../../src/storage/state'
import { openStorage } from '../../../src/storage/storage'

const chunkCount = 64
const storage = openStorage({ name: 'kill', pause: 0 })
let stamps = new Uint32Array(chunkCount)
let chunks: Uint8Array[] = []

function filled(index: number, stamp: number): Uint8Array {
  const bytes = new Uint8Array(chunkSize)
  for (let i = 0; i < bytes.length; i++) bytes[i] = (stamp * 31 + index * 7 + i) & 255
  const view = new DataView(bytes.buffer)
  view.setUint32(0, stamp)
  return bytes
}

function first(): Uint8Array {
  const bytes = filled(0, stamps[0] ?? 0)
  const view = new DataView(bytes.buffer)
  for (const [i, stamp] of stamps.entries()) view.setUint32(4 + 4 * i, stamp)
  return bytes
}

/** The number of the state, or -1 where it is not one state but a mixture. */
function numberOf(files: StoredFiles): number {
  const found = files.files.get('database')?.chunks
  const head = found?.get(0)
  if (head === undefined) return -1
  const view = new DataView(head.buffer, head.byteOffset)
  const listed = Uint32Array.from({ length: chunkCount }, (_, i) => view.getUint32(4 + 4 * i))
  for (const [i, stamp] of listed.entries()) {
    const expected = filled(i, stamp)
    const actual = found?.get(i)
    if (i > 0 && expected.some((byte, at) => byte !== actual?.[at])) return -1
  }
  stamps = listed
  return listed[0] ?? -1
}

async function databaseId(): Promise<string> {
  const list = await storage.databases.list()
  if (list.ok && list.value[0] !== undefined) return list.value[0].id
  const made = await storage.databases.create({ name: 'Kill', dialect: 'sqlite', sample: null, base: null })
  return made.ok ? made.value.id : ''
}

const number = (value: unknown) => (typeof value === 'number' ? value : undefined)

/** What is there after the last visit ended, however it ended. */
async function begin() {
  const id = await databaseId()
  const claim = await storage.contents.takeOver(id, { taken: () => undefined })
  const loaded = await storage.contents.load(id)
  const state = loaded.kind === 'loaded' ? numberOf(loaded.files) : loaded.kind === 'empty' ? 0 : -1
  chunks = Array.from(stamps, (stamp, i) => (i === 0 ? first() : filled(i, stamp)))
  return {
    id,
    claim: claim.kind,
    state,
    loaded: loaded.kind,
    fellBack: loaded.kind === 'loaded' && loaded.damaged.length > 0,
    draft: (await storage.records.get('draft', number)) ?? 0,
    storage: storage.store.state,
    said: sentence(storage.store.state),
  }
}

/** Saves one state after the other; ends when a save fails. */
async function work(id: string, limit = 1e9): Promise<string> {
  const start = stamps[0] ?? 0
  for (let state = start + 1; state <= start + limit; state++) {
    for (let change = 0; change < 3; change++) {
      const index = 1 + Math.floor(Math.random() * (chunkCount - 1))
      stamps[index] = state
      chunks[index] = filled(index, state)
    }
    stamps[0] = state
    chunks[0] = first()
    const files = new Map([['database', { size: chunkCount * chunkSize, chunks: new Map(chunks.entries()) }]])
    const saved = await storage.contents.save(id, { files, removed: new Set() })
    if (saved.kind !== 'saved') return saved.kind
    console.log(`saved ${state}`)
    storage.records.set('draft', state)
    if ((await storage.records.flush()).ok) console.log(`draft ${state}`)
  }
  return 'done'
}

const visit = {
  begin,
  work,
  copy: () => storage.mirror.refresh(storage.store),
  state: () => storage.store.state,
  flush: () => storage.flush(),
}

declare global {
  interface Window {
    /** what the fault tests call */
    visit: typeof visit
  }
}
window.visit = visit
