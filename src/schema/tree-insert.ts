import type { Dialect } from '../sql/dialect'
import { quoteName } from '../sql/quote'
import type { Insertion } from './tree-row'

/** The SQL that a line of the tree puts into the editor; names are quoted where the dialect needs it. */
export function insertText(insertion: Insertion, dialect: Dialect): string {
  const path = (names: readonly string[]) => names.map((name) => quoteName(name, dialect)).join('.')
  switch (insertion.kind) {
    case 'name':
      return path(insertion.path)
    case 'sql':
      return insertion.text
    case 'join':
      return insertion.left
        .map((left, i) => {
          const right = insertion.right[i]
          return right ? `${path(left)} = ${path(right)}` : path(left)
        })
        .join(' AND ')
  }
}
