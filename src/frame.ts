/** Another page shows this one in a frame. Then nothing that is kept for the visitor is read or shown: that page could lay its own over it. */
export const framed = window.top !== window.self
