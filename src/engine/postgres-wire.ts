/**
 * PostgreSQL's wire protocol, version 3 (manual: "Frontend/Backend Protocol"): the messages Tandem sends, and a reader
 * that hands over each message of the engine in place, without copying rows.
 */
import { encode } from './utf8'

type Piece = Uint8Array<ArrayBuffer>

function message(type: string, ...body: Piece[]): Piece {
  const length = body.reduce((sum, part) => sum + part.length, 4)
  const bytes = new Uint8Array(length + 1)
  bytes[0] = type.charCodeAt(0)
  new DataView(bytes.buffer).setInt32(1, length)
  let at = 5
  for (const part of body) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

function int32(value: number): Piece {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, value)
  return bytes
}

function text(value: string): Piece {
  return encode(`${value}\0`)
}

/** Of the unnamed statement and portal these are always the same, and a script of 200,000 statements sends them as often. */
const [bind, describe, executeAll] = [bindOf(''), message('D', encode('P'), text('')), executeOf(0, '')]
const [copyDone, flush, sync] = [message('c'), message('H'), message('S')]

/** no parameters, all results as text */
function bindOf(name: string): Piece {
  return message('B', text(name), text(name), new Uint8Array(6))
}

function executeOf(rows: number, name: string): Piece {
  return message('E', text(name), int32(rows))
}

/** `name` is both the prepared statement's and the portal's; '' is the unnamed one. */
export const send = {
  parse: (sql: string, name = '') => message('P', text(name), text(sql), new Uint8Array(2)),
  bind: (name = '') => (name === '' ? bind : bindOf(name)),
  /** a whole statement of the simple protocol, which ends in ReadyForQuery by itself */
  query: (sql: string) => message('Q', text(sql)),
  describe: () => describe,
  /** at most `rows` rows; 0 is all */
  execute: (rows: number, name = '') => (rows === 0 && name === '' ? executeAll : executeOf(rows, name)),
  close: (name: string) => message('C', encode('S'), text(name)),
  copyData: (data: Piece) => message('d', data),
  copyDone: () => copyDone,
  copyFail: (reason: string) => message('f', text(reason)),
  flush: () => flush,
  sync: () => sync,
}

export function joined(parts: readonly Piece[]): Piece {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** One message: its type, and where its body is. The bytes are the engine's memory: valid only during the call. */
export type Receive = (type: string, bytes: Uint8Array, from: number, to: number) => void

/** Cuts the engine's output, which comes in pieces of any size, into messages. */
export class Reader {
  #open: Uint8Array | null = null
  #filled = 0
  #head = new Uint8Array(5)
  #headFilled = 0

  constructor(readonly receive: Receive) {}

  /** True when the output so far ends with a whole message. */
  get whole(): boolean {
    return this.#open === null && this.#headFilled === 0
  }

  feed(bytes: Uint8Array): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#open !== null) at = this.#fill(bytes, at)
      else if (this.#headFilled > 0 || bytes.length - at < 5) at = this.#begin(bytes, at)
      else {
        const end = at + 1 + lengthAt(bytes, at + 1)
        if (end > bytes.length) at = this.#begin(bytes, at)
        else {
          this.receive(String.fromCharCode(bytes[at] ?? 0), bytes, at + 5, end)
          at = end
        }
      }
    }
  }

  /** Collects a head; once it is there, makes room for a body that comes in pieces. */
  #begin(bytes: Uint8Array, at: number): number {
    while (this.#headFilled < 5 && at < bytes.length) this.#head[this.#headFilled++] = bytes[at++] ?? 0
    if (this.#headFilled < 5) return at
    this.#open = new Uint8Array(lengthAt(this.#head, 1) - 4)
    this.#filled = 0
    return this.#fill(bytes, at)
  }

  #fill(bytes: Uint8Array, at: number): number {
    const body = this.#open
    if (body === null) return at
    const end = Math.min(bytes.length, at + body.length - this.#filled)
    body.set(bytes.subarray(at, end), this.#filled)
    this.#filled += end - at
    if (this.#filled === body.length) {
      this.#open = null
      this.#headFilled = 0
      this.receive(String.fromCharCode(this.#head[0] ?? 0), body, 0, body.length)
    }
    return end
  }
}

export function lengthAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  )
}
