/**
 * One statement of a script. `text` is what is sent to the engine (without its closing `;`, without leading and
 * trailing blanks and comments); `from` and `to` are UTF-16 offsets in the script such that
 * `script.slice(from, to) === text`.
 */
export interface Statement {
  readonly text: string
  readonly from: number
  readonly to: number
}
