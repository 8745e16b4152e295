import { startDesktop } from './desktop'

startDesktop()
