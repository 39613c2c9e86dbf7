/** The residual block of Gulrajani et al. 2017, for networks that have one. */
export const residualBlock = `class ResidualBlock(nn.Module):
    """Two convolutions of 3x3 and a way around them (Gulrajani et al. 2017)."""

    def __init__(self, channels, filters, resample, normalisation, spectral):
        super().__init__()
        wrap = spectral_norm if spectral else (lambda module: module)
        norms = {
            "none": lambda count: nn.Identity(),
            "batch": lambda count: nn.BatchNorm2d(count, eps=1e-05, momentum=0.1),
            "instance": lambda count: nn.InstanceNorm2d(count, eps=1e-05, affine=True),
            "layer": lambda count: nn.GroupNorm(1, count, eps=1e-05),
        }
        self.resample = resample
        self.before = norms[normalisation](channels)
        self.first = wrap(nn.Conv2d(channels, filters, 3, padding=1))
        self.between = norms[normalisation](filters)
        self.second = wrap(nn.Conv2d(filters, filters, 3, padding=1))
        if resample != "same" or filters != channels:
            self.around = wrap(nn.Conv2d(channels, filters, 1))
        for part in (self.first, self.second, getattr(self, "around", None)):
            if part is not None:
                nn.init.zeros_(part.bias)

    def forward(self, x):
        up = (lambda h: F.interpolate(h, scale_factor=2)) if self.resample == "up" else (lambda h: h)
        down = (lambda h: F.avg_pool2d(h, 2)) if self.resample == "down" else (lambda h: h)
        h = self.first(up(F.relu(self.before(x))))
        h = down(self.second(F.relu(self.between(h))))
        return h + (down(self.around(up(x))) if hasattr(self, "around") else x)
`

/** Copies the weights of a studio checkpoint into an exported network. */
export const loadStudio = `def load_studio(network, tensors):
    """Copies a studio checkpoint into a network. tensors: a dict of arrays such as {"generator/project/kernel": ...}."""
    own = {"kernel": "weight", "bias": "bias", "scale": "weight", "offset": "bias", "mean": "running_mean", "variance": "running_var", "table": "weight"}
    with torch.no_grad():
        for layer, attribute in network.studio.items():
            prefix = f"{network.role}/{layer}/"
            vectors = []
            for name in [name for name in tensors if name.startswith(prefix)]:
                value = torch.as_tensor(tensors[name])
                module, part = getattr(network, attribute), name[len(prefix):]
                if "-" in part:
                    inner, part = part.split("-", 1)
                    module = getattr(module, inner)
                if part == "singular":
                    vectors.append((module, value))
                    continue
                if part == "kernel":
                    # [in, out] and [height, width, in, out] become [out, in] and [out, in, height, width].
                    value = value.t() if value.dim() == 2 else value.permute(3, 2, 0, 1)
                if part == "table" and value.dim() == 2:
                    value = value.t()
                parametrized = getattr(module, "parametrizations", {})
                target = parametrized["weight"].original if part == "kernel" and "weight" in parametrized else getattr(module, own[part])
                target.copy_(value)
            for module, u in vectors:
                # What torch.nn.utils.parametrizations keeps of its power iteration: u of the outputs, v of the inputs.
                norm, weight = module.parametrizations["weight"][0], module.parametrizations["weight"].original
                matrix = weight.transpose(0, 1).flatten(1) if isinstance(module, nn.ConvTranspose2d) else weight.flatten(1)
                norm._u.copy_(u)
                norm._v.copy_(F.normalize(matrix.t() @ u, dim=0))
`
