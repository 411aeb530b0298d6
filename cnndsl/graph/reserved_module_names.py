"""Names that a child module cannot have, because nn.Module or nn.Sequential has an attribute of that name.

torch is not imported here, so torch's own names are written down; a test tries every attribute of the installed torch's
modules on whatever Python runs it. Names with two underscores on both sides are Python's: every version adds some (3.13
gave each class a ``__firstlineno__``), and the language reference keeps all of them for such use ("Reserved classes of
identifiers"). They are refused altogether, so that a file means the same on every Python.
"""

import re

TORCH_NAMES = frozenset(
    """
    T_destination add_module append apply bfloat16 buffers call_super_init children compile cpu cuda double
    dump_patches eval extend extra_repr float forward get_buffer get_extra_state get_parameter get_submodule
    half insert ipu load_state_dict modules mtia named_buffers named_children named_modules named_parameters
    parameters pop register_backward_hook register_buffer register_forward_hook register_forward_pre_hook
    register_full_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook
    register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook
    register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory state_dict to
    to_empty train training type xpu zero_grad _apply _backward_hooks _backward_pre_hooks _buffers _call_impl
    _compiled_call_impl _forward_hooks _forward_hooks_always_called _forward_hooks_with_kwargs
    _forward_pre_hooks _forward_pre_hooks_with_kwargs _get_backward_hooks _get_backward_pre_hooks
    _get_item_by_idx _get_name _is_full_backward_hook _load_from_state_dict _load_state_dict_post_hooks
    _load_state_dict_pre_hooks _maybe_warn_non_full_backward_hook _modules _named_members
    _non_persistent_buffers_set _parameters _register_load_state_dict_pre_hook _register_state_dict_hook
    _replicate_for_data_parallel _save_to_state_dict _slow_forward _state_dict_hooks _state_dict_pre_hooks
    _version _wrapped_call_impl
    """.split()
)


def reserved_by_python(name: str) -> bool:
    """Whether this is one of the names ``__*__``."""
    return re.fullmatch(r"__.+__", name) is not None


def usable(name: str) -> bool:
    """Whether a child module can have this name."""
    return not reserved_by_python(name) and name not in TORCH_NAMES


def usable_instead(name: str) -> str:
    """A usable name that is near to an unusable one."""
    near = f"{name.strip('_')}_"
    while not usable(near):
        near += "_"
    return near
