/**
 * The files that PGlite brings for its engine, without those that a running database never reads: what initdb needs,
 * which the build has run already, what extensions are compiled with, and what copies a log to other servers.
 */
const unread =
  /\/pgxs\/|\/(libpqwalreceiver|pgoutput)\.so$|\/share\/postgresql\/(postgres\.bki|sql_features\.txt|errcodes\.txt|\w+\.sql|[\w.]+\.sample)$/

/**
 * The bundle with zeros in place of those files, a sixth of the download less. The engine's own script knows each file by
 * its place, so that none can be taken out.
 * @param script the JavaScript that comes with the bundle and lists its files
 * @throws where the script has no such list
 */
export function withoutUnread(bundle: Uint8Array, script: string): Uint8Array {
  const listed = [...script.matchAll(/\{filename:"([^"]+)",start:([\de.]+),end:([\de.]+)\}/g)]
  const files = listed.map(([, path = '', start, end]) => ({ path, start: Number(start), end: Number(end) }))
  const last = files.at(-1)
  if (last?.end !== bundle.length) throw new Error("PGlite's list of files does not look as expected.")
  const smaller = bundle.slice()
  for (const { path, start, end } of files) if (unread.test(path)) smaller.fill(0, start, end)
  return smaller
}
