/**
 * Lets the page do what else there is to do: resolves in a later task. By a message, not a timeout: browsers delay nested
 * timeouts by 4 ms and more, and those of hidden tabs by a second.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

/** A hidden page paints nothing: then it is this late, in ms. */
const unpainted = 100

/** Resolves when what has changed on the page is painted. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, unpainted)
    requestAnimationFrame(() => {
      clearTimeout(late)
      void turn().then(resolve)
    })
  })
}

/** Milliseconds for which work of storage may keep the page from anything else. */
const breath = 5

/** For long work, to be awaited between its steps: now and then it lets the page do what else there is. */
export function breather(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < breath) return undefined
    return turn().then(() => {
      since = performance.now()
    })
  }
}
