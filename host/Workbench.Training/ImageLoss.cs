using Workbench.Scenes;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Workbench.Training;

/// <summary>What training minimises. Each loss knows which classes an image shows, and nothing of where they are.</summary>
public enum ImageLoss
{
    /// <summary>
    /// For images of one class: cross-entropies of the softmax over classes, over kinds and over paints, summed. Kind and paint follow
    /// from the class.
    /// </summary>
    Softmax,

    /// <summary>
    /// For images of one class: the kinds' cross-entropy, and a little of <see cref="Softmax"/> so that paints are not forgotten. Beside
    /// paints, kinds are slow to learn.
    /// </summary>
    Kinds,

    /// <summary>For any number of classes in an image: the sigmoid cross-entropies, averaged over images and classes.</summary>
    Sigmoid,
}

/// <summary>The losses' formulas.</summary>
public static class ImageLosses
{
    /// <summary>
    /// Share of <see cref="ImageLoss.Softmax"/> in <see cref="ImageLoss.Kinds"/>. With none the network grows blind to colour.
    /// </summary>
    public const double Reminder = 0.03;

    /// <summary>The loss of a batch, a scalar.</summary>
    /// <param name="loss">Which one.</param>
    /// <param name="logits">[B, classes].</param>
    /// <param name="present">1 where an image shows a class, else 0; [B, classes].</param>
    public static Tensor Evaluate(this ImageLoss loss, Tensor logits, Tensor present) => loss switch
    {
        ImageLoss.Sigmoid => functional.binary_cross_entropy_with_logits(logits, present),
        ImageLoss.Kinds => OfKinds(logits, present.argmax(1)) + Reminder * OfAll(logits, present.argmax(1)),
        _ => OfAll(logits, present.argmax(1)),
    };

    // A class is paint · kinds + kind; the probability of a kind or a paint is the sum of its classes'.
    private static Tensor OfKinds(Tensor logits, Tensor target) =>
        functional.cross_entropy(Table(logits).logsumexp(1), target.remainder(SceneClasses.KindCount));

    private static Tensor OfPaints(Tensor logits, Tensor target) =>
        functional.cross_entropy(Table(logits).logsumexp(2), target.div(SceneClasses.KindCount, RoundingMode.floor));

    private static Tensor OfAll(Tensor logits, Tensor target) =>
        functional.cross_entropy(logits, target) + OfKinds(logits, target) + OfPaints(logits, target);

    private static Tensor Table(Tensor logits) => logits.view(logits.shape[0], -1, SceneClasses.KindCount);
}
