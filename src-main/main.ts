import { startApplication } from './app/application'

startApplication()
