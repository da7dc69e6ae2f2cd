import { mount } from 'svelte'
import App from './App.svelte'
import 'virtual:fonts.css'
import './look/tokens.css'
import './look/base.css'
import './look/parts.css'

mount(App, { target: document.body })
