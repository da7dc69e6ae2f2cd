/** A short message at the bottom left, with a way back: after something was put away, or copied. */

export interface Toast {
  readonly text: string
  readonly action?: { readonly name: string; readonly run: () => void }
}

class Toasts {
  current = $state.raw<Toast | null>(null)

  show(toast: Toast): void {
    this.current = toast
  }

  dismiss(): void {
    this.current = null
  }
}

export const toasts = new Toasts()
