/** Where the visitor's choice of light or dark is kept, in localStorage. */
export const themeKey = 'tandem.theme'
