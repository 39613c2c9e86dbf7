import './app/zod-without-eval'
import './app/tokens.css'
import './app/base.css'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './app/App.vue'
import { useNotices } from './app/notices'
import { router } from './app/router'
import './client/api'

const app = createApp(App).use(createPinia())
app.config.errorHandler = (error) => useNotices().fail(error)
window.addEventListener('unhandledrejection', ({ reason }) => useNotices().fail(reason))
app.use(router).mount('#app')
