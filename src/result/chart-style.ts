/** How series are told apart without colour, in the order of `--chart-1…8`; the line on the page and in the picture is the same. */
export interface SeriesStyle {
  readonly dash: readonly number[]
  readonly marker: 'circle' | 'rect' | 'triangle' | 'rectRot' | 'crossRot' | 'star' | 'rectRounded' | 'cross'
  /** the marker as an SVG path around 0,0, for the key */
  readonly path: string
}

export const seriesStyles: readonly SeriesStyle[] = [
  { dash: [], marker: 'circle', path: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z' },
  { dash: [7, 4], marker: 'rect', path: 'M-3.5-3.5h7v7h-7z' },
  { dash: [2, 3], marker: 'triangle', path: 'M0-4.5L4 3.5H-4z' },
  { dash: [10, 3, 2, 3], marker: 'rectRot', path: 'M0-4.5L4.5 0L0 4.5L-4.5 0z' },
  { dash: [5, 2], marker: 'crossRot', path: 'M-3.5-3.5l7 7M3.5-3.5l-7 7' },
  { dash: [1, 2], marker: 'star', path: 'M0-4.5v9M-4.5 0h9M-3-3l6 6M3-3l-6 6' },
  {
    dash: [12, 4],
    marker: 'rectRounded',
    path: 'M-2-4h4a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2h-4a2 2 0 0 1-2-2v-4a2 2 0 0 1 2-2z',
  },
  { dash: [7, 3, 2, 3, 2, 3], marker: 'cross', path: 'M0-4.5v9M-4.5 0h9' },
]
export const styleOf = (series: number): SeriesStyle =>
  seriesStyles[series % seriesStyles.length] ?? { dash: [], marker: 'circle', path: '' }

/** The page's colours and face as a canvas needs them. */
export interface ChartLook {
  readonly series: readonly string[]
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  readonly onInk: string
  readonly rule: string
  readonly ruleStrong: string
  readonly surface: string
  /** CSS font families */
  readonly sans: string
  readonly mono: string
  /** px of 1 rem */
  readonly rem: number
}

const forcedColours = '(forced-colors: active)'

/**
 * Reads the tokens where the element stands; a custom property alone would still be `light-dark(…)`. Where the system
 * has colours of its own, ground and words take these, and series stay apart by ours.
 */
export function chartLook(element: HTMLElement): ChartLook {
  const probe = document.createElement('span')
  probe.hidden = true
  probe.style.setProperty('forced-color-adjust', 'none') // else every colour would be read as that of words
  element.append(probe)
  const forced = matchMedia(forcedColours).matches
  const colour = (token: string, system = '') => {
    probe.style.color = forced && system ? system : `var(${token})`
    return getComputedStyle(probe).color
  }
  const face = (token: string) => {
    probe.style.fontFamily = `var(${token})`
    return getComputedStyle(probe).fontFamily
  }
  const look: ChartLook = {
    series: seriesStyles.map((_, i) => colour(`--chart-${i + 1}`)),
    ink: colour('--ink', 'CanvasText'),
    ink2: colour('--ink-2', 'CanvasText'),
    ink3: colour('--ink-3', 'CanvasText'),
    onInk: colour('--on-ink', 'Canvas'),
    rule: colour('--rule'),
    ruleStrong: colour('--rule-strong'),
    surface: colour('--surface', 'Canvas'),
    sans: face('--sans'),
    mono: face('--mono'),
    rem: parseFloat(getComputedStyle(document.documentElement).fontSize) || 16,
  }
  probe.remove()
  return look
}

/** Calls back when the page turns light or dark, or takes the system's colours, or more contrast is asked for; gives the way to stop that. */
export function onLookChange(changed: () => void): () => void {
  const queries = ['(prefers-color-scheme: dark)', '(prefers-contrast: more)', forcedColours].map((query) =>
    matchMedia(query),
  )
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] })
  for (const query of queries) query.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    for (const query of queries) query.removeEventListener('change', changed)
  }
}

/** A colour of the look, `rgb(…)`, at a part of its strength. */
export const faded = (colour: string, strength: number): string =>
  colour.replace(/^rgba?\(([^,)]+),([^,)]+),([^,)]+).*\)$/, `rgb($1 $2 $3 / ${strength})`)
