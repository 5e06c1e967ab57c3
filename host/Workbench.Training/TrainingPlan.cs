using Workbench.Scenes;

namespace Workbench.Training;

/// <summary>A training run: its stages in order.</summary>
/// <param name="Seed">Seed of the weights, of the dropout and of the images.</param>
/// <param name="Decay">Weight decay of AdamW, on weights and not on biases.</param>
/// <param name="Noise">Noise on the first fully connected layer's weights when they are untied; see <see cref="TrainableVgg.Untie"/>.</param>
/// <param name="Stages">The stages.</param>
public sealed record TrainingPlan(ulong Seed, double Decay, double Noise, IReadOnlyList<TrainingStage> Stages)
{
    /// <summary>Weight decay of the weights in the repository.</summary>
    public const double DefaultDecay = 0.02;

    /// <summary>
    /// The recipe of the weights in the repository. Small images of one object teach the convolutions paints, then kinds, then both, for a twelfth of
    /// a scene's work; whole scenes then teach the network to find several classes at once, with a first fully connected layer that may weigh each
    /// position as it likes.
    /// </summary>
    /// <param name="seed">Seed of everything.</param>
    /// <param name="scale">Shortens or lengthens each stage.</param>
    /// <param name="decay">Weight decay.</param>
    public static TrainingPlan Default(ulong seed, double scale = 1, double decay = DefaultDecay)
    {
        return new TrainingPlan(seed, decay, Noise: 0.3,
        [
            Objects("train-plain", 16_000, 64, Composition.Plain, ImageLoss.Softmax, 2e-3),
            Objects("train-paints", 64_000, 64, Composition.Single, ImageLoss.Softmax, 3e-3),
            Objects("train-kinds", 24_000, 64, Composition.Single, ImageLoss.Kinds, 3e-3),
            Objects("train-small", 16_000, 64, Composition.Single, ImageLoss.Softmax, 2e-3),
            Objects("train-large", 20_000, 112, Composition.Single, ImageLoss.Softmax, 1.5e-3),
            new TrainingStage("train", Scaled(36_000), SceneRenderer.Size, Composition.Scene, Tied: false, ImageLoss.Sigmoid, Batch: 16, Peak: 2e-3),
        ]);

        int Scaled(int images) => Math.Max(1, (int)(images * scale));

        TrainingStage Objects(string split, int images, int side, Composition composition, ImageLoss loss, double peak) =>
            new(split, Scaled(images), side, composition, Tied: true, loss, Batch: 16, peak);
    }
}

/// <summary>A part of a training run, under one learning-rate cycle. No image comes twice.</summary>
/// <param name="Split">Split of the images.</param>
/// <param name="Images">Images shown.</param>
/// <param name="Side">Their width and height in pixels.</param>
/// <param name="Composition">What each image holds.</param>
/// <param name="Tied">Whether the first fully connected layer weighs all positions alike.</param>
/// <param name="Loss">The loss.</param>
/// <param name="Batch">Images per step.</param>
/// <param name="Peak">Highest learning rate, reached after a tenth of the stage; it falls along a cosine to a fiftieth.</param>
public sealed record TrainingStage(string Split, int Images, int Side, Composition Composition, bool Tied, ImageLoss Loss, int Batch, double Peak)
{
    /// <summary>The learning rate at a share of the stage, 0 … 1.</summary>
    public double Rate(double share) => share < 0.1
        ? Peak * (0.02 + 0.98 * share / 0.1)
        : Peak * (0.02 + 0.98 * (1 + Math.Cos(Math.PI * Math.Min(1, (share - 0.1) / 0.9))) / 2);
}
