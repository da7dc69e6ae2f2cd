/** For a tab that looks at a database which another one owns. Fetched by it only: most visits never meet one. */
import { isMessage, lockName, ownersChannel } from './locks'

/** An owner that reloads its page is back within this, ms. */
const comesBack = 600

/**
 * Calls `told` with true when no tab owns the database any more, and with false when one does again. Ends with `signal`.
 * Where there are no Web Locks it never calls.
 */
export function watchOwner(id: string, signal: AbortSignal, told: (free: boolean) => void, site = 'tandem') {
  const { locks }: { locks?: LockManager } = navigator
  const channel = typeof BroadcastChannel === 'function' ? new BroadcastChannel(ownersChannel(site)) : null
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting = false
  const wait = async () => {
    if (waiting || locks === undefined) return
    waiting = true
    // a shared lock is given when the owner's ends, and given back at once: nobody who claims it is in its way
    const given = await locks
      .request(lockName(site, id), { mode: 'shared', signal }, () => true)
      .catch(() => false)
    waiting = false
    clearTimeout(timer)
    if (given && !signal.aborted) timer = setTimeout(() => told(true), comesBack)
  }
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (!isMessage(data, 'held') || data.id !== id) return
    clearTimeout(timer)
    told(false)
    void wait()
  })
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    channel?.close()
  })
  void wait()
}
