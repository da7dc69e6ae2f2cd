/**
 * A SQLite database with what the -wal file holds that came with it, and without what its -journal takes back; `notes` is
 * what to know of that.
 */
export async function joined(
  file: File,
  beside: readonly File[],
): Promise<{ readonly file: File; readonly notes: readonly string[] }> {
  if (beside.length === 0) return { file, notes: [] }
  const [{ joinJournal }, { joinWal }] = await Promise.all([
    import('./sqlite-journal'),
    import('./sqlite-wal'),
  ])
  const notes: string[] = []
  let whole = file
  // SQLite looks for a journal before it looks for a log
  for (const [ending, join] of [['-journal', joinJournal] as const, ['-wal', joinWal] as const]) {
    const other = beside.find(({ name }) => name.endsWith(ending))
    if (other === undefined) continue
    const { file: next, note } = await join(whole, other)
    whole = next
    if (note !== null) notes.push(note)
  }
  return { file: whole, notes }
}
