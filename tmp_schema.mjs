import { getAuthTables } from '@better-auth/core/db'
import { twoFactor, genericOAuth } from 'better-auth/plugins'
import { passkey } from '@better-auth/passkey'
const t = getAuthTables({plugins:[twoFactor(), passkey()]})
for (const [k,v] of Object.entries(t)) { console.log(k, v.modelName); for (const [f,d] of Object.entries(v.fields)) console.log('   ',d.fieldName??f, d.type, d.required?'req':'opt', d.unique?'unique':'', d.references?JSON.stringify(d.references):'', d.defaultValue!==undefined?'default':'', d.index?'index':'') }
