// Runs in every measured page before anything else.
{
  /** When the frame that shows `check` has been painted, as performance.now(). Rejects when it is not there in two minutes. */
  const painted = (/** @type {() => unknown} */ check) =>
    new Promise((resolve, reject) => {
      const frame = () =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel()
          port1.onmessage = () => resolve(performance.now())
          port2.postMessage(null)
        })
      if (check()) return frame()
      const late = setTimeout(
        () => reject(new Error(`Never shown: ${check}\n${document.body.innerText}`)),
        120_000,
      )
      const observer = new MutationObserver(() => {
        if (!check()) return
        clearTimeout(late)
        observer.disconnect()
        frame()
      })
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    })

  /** @type {number[]} */
  const keys = []
  addEventListener(
    'keydown',
    (event) => {
      void painted(() => true).then((at) => keys.push(at - event.timeStamp))
    },
    { capture: true },
  )

  let drawn = 0
  for (const name of /** @type {const} */ (['stroke', 'fill', 'fillText', 'drawImage'])) {
    const original = CanvasRenderingContext2D.prototype[name]
    Object.assign(CanvasRenderingContext2D.prototype, {
      /** @this {CanvasRenderingContext2D} @param {unknown[]} args */
      [name](...args) {
        drawn = performance.now()
        return Reflect.apply(original, this, args)
      },
    })
  }

  /** @param {string} words */
  const button = (words) =>
    [...document.querySelectorAll('button')].find(
      (each) => (each.ariaLabel ?? each.textContent.trim()).startsWith(words) && !each.disabled,
    )

  Object.assign(window, {
    probe: {
      painted,
      button,
      /** takes the delays of the keys so far, ms */
      takeKeys: () => keys.splice(0),
      /** the last moment something was drawn on a canvas */
      drawn: () => drawn,
      /** Starts to watch the page's own timers; the answer tells how late the latest one was, ms. */
      watch() {
        let last = performance.now()
        let most = 0
        const timer = setInterval(() => {
          const now = performance.now()
          most = Math.max(most, now - last - 5)
          last = now
        }, 5)
        return () => {
          clearInterval(timer)
          return most
        }
      },
    },
  })
}
