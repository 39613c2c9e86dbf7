/** Names that Python, torch.nn.Module or the exported code has taken. */
const RESERVED = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in ' +
    'is lambda nonlocal not or pass raise return try while with torch nn F self image latent label print ' +
    'T_destination add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval ' +
    'extra_repr float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia ' +
    'named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer ' +
    'register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook ' +
    'register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter ' +
    'register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory ' +
    'state_dict to to_empty train type xpu zero_grad training ResidualBlock load_studio role studio'
  ).split(' '),
)

/** A name of its own in Python for each of some layers. */
export function pythonNames(layers: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set(RESERVED)
  for (const layer of layers) {
    let name = layer.replaceAll('-', '_')
    while (taken.has(name)) name = `${name}_`
    taken.add(name)
    names.set(layer, name)
  }
  return names
}
