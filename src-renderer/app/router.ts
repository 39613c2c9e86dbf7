import { createRouter, createWebHashHistory } from 'vue-router'
import { readStored, writeStored } from './stored'

const PLACE = 'place'

/** Every screen is its own chunk, loaded when it is first opened. The place survives a restart. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: () => readStored(PLACE) ?? '/projects' },
    { path: '/projects', name: 'projects', component: () => import('../projects/ProjectsView.vue') },
    { path: '/datasets', name: 'datasets', component: () => import('../datasets/DatasetsView.vue') },
    { path: '/datasets/:dataset', name: 'dataset', component: () => import('../datasets/DatasetView.vue') },
    { path: '/architecture', name: 'architecture', component: () => import('../architecture/ArchitectureView.vue') },
    { path: '/train/:run?', name: 'train', component: () => import('../training/TrainView.vue') },
    { path: '/compare', name: 'compare', component: () => import('../compare/CompareView.vue') },
    { path: '/latent/:run?', name: 'latent', component: () => import('../latent/LatentView.vue') },
    { path: '/settings', name: 'settings', component: () => import('../settings/SettingsView.vue') },
    { path: '/:rest(.*)*', redirect: '/projects' },
  ],
})

router.afterEach((to, _from, failure) => {
  if (!failure) writeStored(PLACE, to.fullPath)
})
