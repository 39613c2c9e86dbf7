import { config } from 'zod'

// The page's content policy forbids eval; zod must know it before the first schema is made.
config({ jitless: true })
