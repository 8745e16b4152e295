import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { listen } from './stores/bridge'
import './theme/tokens.css'
import './theme/base.css'

listen()
createApp(App).use(createPinia()).mount('#app')
