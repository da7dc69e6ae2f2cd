import { damagedKey } from './generation'
import { hashesIn } from './hash'
import type { Store } from './store'

const damagedPrefix = damagedKey('')

/**
 * Collects the chunks that no generation and no point needs any more. One transaction, so that no save of any tab falls
 * in between. Gives how many went; 0 also when it could not be done.
 */
export async function sweep(store: Store): Promise<number> {
  const result = await store.write(['generations', 'points', 'chunks'], async (rows) => {
    const live = new Set<string>()
    const kept = [...(await rows.all('generations')), ...(await rows.all('points'))]
    for (const { head } of kept) for (const hash of head) live.add(hash)
    // states share most pieces of their listings: each piece is read once
    const bodies = [...new Set(kept.flatMap((row) => row.body))]
    // a few at a time, so that the page can answer in between
    for (let i = 0; i < bodies.length; i += 8) {
      for (const piece of await rows.getMany('chunks', bodies.slice(i, i + 8))) {
        if (piece === undefined) continue
        live.add(piece.hash)
        for (const hash of hashesIn(piece.bytes)) live.add(hash)
      }
    }
    const dead = (await rows.keys('chunks')).filter(
      (key) => typeof key === 'string' && !live.has(key.replace(damagedPrefix, '')),
    )
    await rows.delete('chunks', dead)
    return dead.length
  })
  return result.ok ? result.value : 0
}
