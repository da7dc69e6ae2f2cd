import { openStorage, type PageStorage } from './storage'

let opened: PageStorage | undefined

/** The storage of this page, opened at the first call and shared by all rooms: two would lock each other out. */
export function pageStorage(): PageStorage {
  return (opened ??= openStorage())
}
