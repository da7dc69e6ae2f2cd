import type { Dialect } from '../sql/dialect'
import { whole } from './chunks'
import { Image, type ImageFiles } from './image'
import { loadParts } from './parts'
import { sqlitePath } from './sqlite-path'

/** A database's image without the files that ship with the site: what can be stored for other versions, and taken away. */
export class WholeImage {
  readonly #known = new WeakMap<Image, Promise<ImageFiles>>()

  constructor(readonly dialect: Dialect) {}

  /** The same files for the same image: who saves them sees that it has seen them. */
  of(image: Image): Promise<ImageFiles> {
    if (this.dialect === 'sqlite') return Promise.resolve(image)
    const known = this.#known.get(image) ?? withShipped(image)
    this.#known.set(image, known)
    known.catch(() => this.#known.delete(image))
    return known
  }

  /** The file that SQLite opens, or a tar of the data directory that PostgreSQL opens. */
  async file(image: Image): Promise<Uint8Array> {
    if (this.dialect === 'sqlite') {
      const file = image.files.get(sqlitePath)
      return file === undefined ? new Uint8Array(0) : whole(file)
    }
    const parts = await loadParts('postgres', () => undefined)
    const { dataDirectory, tar } = await import('./data-directory')
    return tar(dataDirectory(new Uint8Array(parts.base), image))
  }
}

async function withShipped(image: Image): Promise<ImageFiles> {
  const [parts, { wholeFiles }] = await Promise.all([
    loadParts('postgres', () => undefined),
    import('./whole-files'),
  ])
  return { files: await wholeFiles(new Uint8Array(parts.base), image), removed: new Set() }
}
