/** The site's private files (OPFS), as far as the second copy needs them. A file is replaced whole or not at all. */
export interface PrivateFolder {
  read(name: string): Promise<Uint8Array | null>
  write(name: string, parts: readonly Uint8Array[]): Promise<void>
  names(): Promise<string[]>
  remove(name: string): Promise<void>
  /** A folder inside, made when it is missing. */
  folder(name: string): Promise<PrivateFolder>
}

/** The folder of that name; null where the browser has no private files (WebKitGTK, pages without https). */
export async function privateFolder(name: string): Promise<PrivateFolder | null> {
  const { storage }: { storage?: Partial<StorageManager> } = navigator
  if (typeof FileSystemFileHandle !== 'function' || !('createWritable' in FileSystemFileHandle.prototype))
    return null
  try {
    const root = await storage?.getDirectory?.()
    return root === undefined ? null : folder(await root.getDirectoryHandle(name, { create: true }))
  } catch {
    return null
  }
}

function folder(directory: FileSystemDirectoryHandle): PrivateFolder {
  return {
    read: async (name) => {
      try {
        const file = await (await directory.getFileHandle(name)).getFile()
        return new Uint8Array(await file.arrayBuffer())
      } catch {
        return null
      }
    },
    write: async (name, parts) => {
      const handle = await directory.getFileHandle(name, { create: true })
      // goes to a swap file first, which takes the place of the old one at `close`
      const writable = await handle.createWritable()
      // none of them lies in shared memory; a copy of each would hold up the page
      await writable.write(new Blob([...parts] as Uint8Array<ArrayBuffer>[]))
      await writable.close()
    },
    names: async () => {
      const names: string[] = []
      for await (const name of directory.keys()) names.push(name)
      return names
    },
    remove: (name) => directory.removeEntry(name, { recursive: true }),
    folder: async (name) => folder(await directory.getDirectoryHandle(name, { create: true })),
  }
}
