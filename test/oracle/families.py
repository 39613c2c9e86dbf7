"""The training steps of families other than adversarial pairs in PyTorch, in float64, on the networks of studio.py."""

import torch
import torch.nn.functional as F

from studio import System


class Autoencoder(System):
    """An encoder and a decoder trained together, with noise on what the encoder sees where the config has any."""

    LOGITS = ("decoder",)

    def phases(self):
        return {"autoencoder": ["encoder", "decoder"]}

    def lost(self, out, image):
        """The loss of each pixel; the cross-entropy takes images as shares of the way from black to white."""
        if self.config["reconstruction"]["type"] == "mean-squared-error":
            return F.mse_loss(out, image, reduction="none")
        return F.binary_cross_entropy_with_logits(out, (image + 1) / 2, reduction="none")

    def through(self, role, inputs, feeds):
        out = self.run(role, inputs, role, feeds)
        self.keep()
        return out

    def autoencoder_phase(self, feeds):
        image, deviation = self.real(feeds), self.config["inputNoise"]
        seen = image + feeds("input-noise", image.shape, ("normal", deviation)) if deviation > 0 else image
        out = self.through("decoder", {"latent": self.through("encoder", {"image": seen}, feeds)}, feeds)
        loss = self.lost(out, image).mean()
        return loss, {"reconstructionLoss": loss}


class Variational(Autoencoder):
    """An encoder that ends at means and logarithms of variances (Kingma and Welling 2014)."""

    def autoencoder_phase(self, feeds):
        image, size = self.real(feeds), self.latent["size"]
        mean, log_variance = self.through("encoder", {"image": image}, feeds).split(size, 1)
        epsilon = feeds("epsilon", mean.shape, ("normal", 1))
        out = self.through("decoder", {"latent": mean + epsilon * (log_variance / 2).exp()}, feeds)
        reconstruction = self.lost(out, image).flatten(1).sum(1).mean()
        code = torch.distributions.Normal(mean, (log_variance / 2).exp())
        divergence = torch.distributions.kl_divergence(code, torch.distributions.Normal(0.0, 1.0)).sum(1).mean()
        loss = reconstruction + self.config["beta"] * divergence
        return loss, {"reconstructionLoss": reconstruction, "divergence": divergence}


class Classifier(System):
    """A classifier that is attacked while it trains (Goodfellow et al. 2015)."""

    def phases(self):
        return {"classifier": ["classifier"]}

    def classifier_phase(self, feeds):
        """Section 6: (1 - share) L(x) + share L(x + epsilon sign(dL/dx)); the range of images is 2 wide."""
        batch, attack = self.config["batchSize"], self.config["attack"]
        image, attacks = self.real(feeds), self.config["attack"]["share"] > 0
        label = feeds("labels/real", (batch, self.classes), ("labels",)).argmax(1)

        def accuracy(out):
            return (out.argmax(1) == label).double().mean()

        if attacks:
            before, at = dict(self.state), image.detach().clone().requires_grad_()
            loss = F.cross_entropy(self.run("classifier", {"image": at}, "attack", feeds), label)
            (slope,) = torch.autograd.grad(loss, at)
            misled = (image + 2 * attack["epsilon"] * slope.sign()).clamp(-1, 1)
            self.state = before
        clean = self.run("classifier", {"image": image}, "clean", feeds)
        self.keep()
        loss = F.cross_entropy(clean, label)
        measures = {"classifierLoss": loss, "accuracy": accuracy(clean)}
        if not attacks:
            return loss, measures
        out = self.run("classifier", {"image": misled}, "attacked", feeds)
        self.keep()
        attacked = F.cross_entropy(out, label)
        measures |= {"attackedLoss": attacked, "attackedAccuracy": accuracy(out)}
        return (1 - attack["share"]) * loss + attack["share"] * attacked, measures


class CycleGan(System):
    """A translation between two domains (Zhu et al. 2017), with zero padding where the authors reflect."""

    INTO = {"a": "generatorBA", "b": "generatorAB"}
    JUDGE = {"a": "discriminatorA", "b": "discriminatorB"}
    OTHER = {"a": "b", "b": "a"}

    def __init__(self, config, state=None):
        super().__init__(config, state)
        if state is None and config["imagePool"] > 0:
            empty = self.state.pop("pool/images")
            self.state |= {f"pool-{domain}/images": empty.clone() for domain in "ab"}

    def phases(self):
        return {"generators": ["generatorAB", "generatorBA"], "discriminators": ["discriminatorA", "discriminatorB"]}

    def images(self, domain, feeds):
        return feeds(f"real/{domain}", (self.config["batchSize"], *self.image), ("bytes",)).double() / 127.5 - 1

    def through(self, role, image, run, feeds):
        out = self.run(role, {"image": image}, run, feeds)
        self.keep()
        return out

    def generators_phase(self, feeds):
        adversarial, cycles, same = 0, 0, 0
        for domain in "ab":
            image, other = self.images(domain, feeds), self.OTHER[domain]
            there = self.through(self.INTO[other], image, f"there-from-{domain}", feeds)
            back = self.through(self.INTO[domain], there, f"back-to-{domain}", feeds)
            judged = self.through(self.JUDGE[other], there, f"judge-from-{domain}", feeds)
            adversarial = adversarial + F.mse_loss(judged, torch.ones_like(judged))
            cycles = cycles + F.l1_loss(back, image)
            if self.config["identity"] > 0:
                same = same + F.l1_loss(self.through(self.INTO[domain], image, f"identity-{domain}", feeds), image)
        measures = {"generatorLoss": adversarial, "cycleLoss": cycles / 2}
        loss = adversarial + self.config["cycle"] * cycles
        if self.config["identity"] == 0:
            return loss, measures
        return loss + self.config["identity"] * same, {**measures, "identityLoss": same / 2}

    def shown(self, domain, fake, feeds):
        size, pool = self.config["imagePool"], f"pool-{domain}"
        if size == 0:
            return fake
        read = feeds(f"{pool}/read", (len(fake), size), ("pool", "read"))
        write = feeds(f"{pool}/write", (len(fake), size), ("pool", "write"))
        kept, out = self.state[f"{pool}/images"].clone(), fake.clone()
        for i, j in read.nonzero().tolist():
            out[i] = self.state[f"{pool}/images"][j]
        for i, j in write.nonzero().tolist():
            kept[j] = fake[i].detach()
        self.state[f"{pool}/images"] = kept
        return out

    def discriminators_phase(self, feeds):
        loss = 0
        for domain in "ab":
            image = self.images(self.OTHER[domain], feeds)
            fake = self.shown(domain, self.through(self.INTO[domain], image, f"fake-{domain}", feeds).detach(), feeds)
            real = self.through(self.JUDGE[domain], self.images(domain, feeds), f"real-{domain}", feeds)
            judged = self.through(self.JUDGE[domain], fake, f"judge-{domain}", feeds)
            loss = loss + (F.mse_loss(real, torch.ones_like(real)) + F.mse_loss(judged, torch.zeros_like(judged))) / 2
        return loss, {"discriminatorLoss": loss}


SYSTEMS = {
    "adversarial": System,
    "autoencoder": Autoencoder,
    "variational": Variational,
    "classifier": Classifier,
    "cyclegan": CycleGan,
}
