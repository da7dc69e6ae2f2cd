import { mount } from 'svelte'
import App from './App.svelte'
import { prefetch } from './engine/lives'
import { framed } from './frame'
import 'virtual:fonts.css'
import './look/tokens.css'
import './look/base.css'
import './look/parts.css'

// the engine is on its way while the editor arrives
if (location.hash.startsWith('#/play') && !framed) prefetch('sqlite')

mount(App, { target: document.body })
