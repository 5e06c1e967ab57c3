namespace Workbench.Engine.Training;

/// <summary>A training run: three stages, each on fresh scenes.</summary>
/// <param name="Seed">Seed of the weights, of the dropout and of the scenes.</param>
/// <param name="Split">Split of the scenes.</param>
/// <param name="Stages">What is done in which order.</param>
public sealed record TrainingPlan(ulong Seed, string Split, IReadOnlyList<TrainingStage> Stages)
{
    /// <summary>The recipe of the weights in the repository; <paramref name="scale"/> shortens or lengthens every stage.</summary>
    public static TrainingPlan Default(ulong seed, double scale = 1) => new(seed, "train",
    [
        new TrainingStage("windows", (int)(7000 * scale), 64, 4e-3, Windows: true, Tied: true),
        new TrainingStage("scenes", (int)(8000 * scale), 32, 2e-3, Windows: false, Tied: true),
        new TrainingStage("untied", (int)(5000 * scale), 32, 1e-3, Windows: false, Tied: false),
    ]);
}

/// <summary>One stage: a number of scenes under one learning-rate cycle.</summary>
/// <param name="Name">Shown in the log.</param>
/// <param name="Scenes">Scenes rendered; none is shown twice.</param>
/// <param name="Batch">Images per step.</param>
/// <param name="Peak">Highest learning rate, reached after a tenth of the stage; it falls along a cosine to a twentieth.</param>
/// <param name="Windows">Whether to train on windows around the objects instead of whole scenes.</param>
/// <param name="Tied">Whether the first fully connected layer weighs all positions alike.</param>
public sealed record TrainingStage(string Name, int Scenes, int Batch, double Peak, bool Windows, bool Tied)
{
    /// <summary>The learning rate at a share of the stage, 0 … 1.</summary>
    public double Rate(double share) => share < 0.1
        ? Peak * (0.05 + 0.95 * share / 0.1)
        : Peak * (0.05 + 0.95 * (1 + Math.Cos(Math.PI * Math.Min(1, (share - 0.1) / 0.9))) / 2);
}
