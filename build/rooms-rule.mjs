import { relative, sep } from 'node:path'
import { judgeImport } from './rooms.mjs'
import { root } from './step.mjs'

/** eslint's view of rooms.mjs: each import of a file is judged where it stands. */
const imports = {
  meta: { type: 'problem', schema: [], docs: { description: 'imports keep to the rooms' } },
  create(context) {
    const path = relative(root, context.filename).split(sep).join('/')
    const judge = (node, specifier, typeOnly) => {
      if (typeof specifier !== 'string') return
      const message = judgeImport({ path, specifier, typeOnly })
      if (message) context.report({ node, message: `${message} (build/rooms.mjs)` })
    }
    return {
      ImportDeclaration: node => judge(node, node.source.value, isTypeImport(node)),
      ExportAllDeclaration: node => judge(node, node.source.value, node.exportKind === 'type'),
      ExportNamedDeclaration: node => judge(node, node.source?.value, node.exportKind === 'type'),
      ImportExpression: node => judge(node, node.source.value, false),
      TSImportType: node => judge(node, node.source?.value ?? node.argument?.literal?.value, true),
      "CallExpression[callee.name='require']": node => judge(node, node.arguments[0]?.value, false)
    }
  }
}

function isTypeImport(node) {
  if (node.importKind === 'type') return true
  const { specifiers } = node
  return specifiers.length > 0 && specifiers.every(one => one.importKind === 'type')
}

export default { rules: { imports } }
