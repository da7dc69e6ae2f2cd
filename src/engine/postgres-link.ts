import { PGlite } from '@electric-sql/pglite'
import { dataDirectory, type DataDirectory } from './data-directory'
import { OtherVersion } from './engine'
import type { Image } from './image'
import type { PostgresParts } from './message'
import { DataFiles } from './postgres-files'
import { startParams } from './postgres-settings'
import { joined, Reader, type Receive, type send } from './postgres-wire'
import { decode } from './utf8'

type Message = ReturnType<(typeof send)[keyof typeof send]>

/** `initdb` is never run here: an empty module keeps PGlite from downloading it. */
const noModule = () => new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))

/** The engine answered in a way it never should, or not at all: it cannot be used any more. */
export class EngineDied extends Error {}

/** PGlite would ask for all types of arrays first, to turn them into JavaScript's: nothing is turned into anything here. */
class Started extends PGlite {
  override _initArrayTypes(): Promise<void> {
    return Promise.resolve()
  }
}

/** A running PGlite, spoken to in PostgreSQL's own protocol. */
export class PostgresLink {
  #receive: Receive = () => undefined
  #trap: Error | undefined
  readonly #reader = new Reader((type, bytes, from, to) => this.#receive(type, bytes, from, to))

  private constructor(
    readonly pg: PGlite,
    readonly files: DataFiles,
    /** what is known of it before it is asked */
    readonly known: Pick<DataDirectory, 'catalog' | 'types' | 'version' | 'seeded'>,
  ) {
    this.#guard()
  }

  /** `seed`: what will be run in it first. `cap`: bytes that the data directory may take, its log aside. */
  static async open(
    parts: PostgresParts,
    image: Image | null,
    seed: readonly string[] = [],
    cap = Infinity,
  ): Promise<PostgresLink> {
    const directory = dataDirectory(new Uint8Array(parts.base), image, seed)
    expectVersion(directory)
    const files = new DataFiles(directory, cap)
    const pg = new Started({
      fs: files,
      pgliteWasmModule: parts.wasm,
      initdbWasmModule: noModule(),
      fsBundle: new Blob([parts.share]),
      startParams,
    })
    await pg.waitReady
    const { catalog, types, version, seeded } = directory
    return new PostgresLink(pg, files, { catalog, types, version, seeded })
  }

  /** Sends messages and hands over each answer. Rejects with EngineDied when the engine broke down over them. */
  async exchange(messages: readonly Message[], receive: Receive): Promise<void> {
    this.#receive = receive
    try {
      await this.pg.execProtocolRawStream(joined(messages), {
        syncToFs: false,
        onRawData: (bytes) => this.#reader.feed(bytes),
      })
    } catch (error) {
      this.#trap ??= asError(error)
    }
    if (this.#trap !== undefined) throw new EngineDied(trapWords(this.#trap))
    if (!this.#reader.whole) throw new EngineDied('The engine stopped in the middle of an answer.')
  }

  /**
   * PGlite swallows traps of WebAssembly and goes on with a broken engine, sometimes for ever: note the trap, and end
   * the loop from within. Only its own two ways of leaving a query are no traps.
   */
  #guard(): void {
    const module = this.pg.Module
    const once = module._PostgresMainLoopOnce
    const restore = module.stackRestore
    module._PostgresMainLoopOnce = () => {
      try {
        once()
      } catch (error) {
        if (!isLongJump(error)) this.#trap ??= asError(error)
        throw error
      }
    }
    module.stackRestore = (pointer) => {
      if (this.#trap !== undefined) throw this.#trap
      return restore(pointer)
    }
  }
}

/** PostgreSQL ends without a word where another major version made the files. */
function expectVersion({ files, version }: DataDirectory): void {
  const made = decode(files.get('PG_VERSION') ?? new Uint8Array()).trim()
  const here = version.replace(/\..*/, '')
  if (made === here) return
  throw new OtherVersion(
    `PostgreSQL ${made || 'of an unknown version'} made the files of this database, and PostgreSQL ${here} runs here, which cannot read them. Nothing was changed: export the data directory, start PostgreSQL ${made || 'of that version'} with it, write an SQL dump there with pg_dump, and import that dump.`,
  )
}

function isLongJump(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 100
}

/** Emscripten throws things that are no errors. */
function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`the engine left with ${String(thrown)}`)
}

function trapWords(trap: Error): string {
  if (trap instanceof RangeError || /stack|recursion/i.test(trap.message)) {
    return 'The engine ran out of stack: something called itself without end.'
  }
  return `The engine broke down: ${trap.message}`
}
