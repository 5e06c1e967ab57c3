using Workbench.Engine.Model.Operators;

namespace Workbench.Engine.Model.Onnx;

/// <summary>
/// The work that may be spent on constants of a graph. The arithmetic of shapes needs a few thousand numbers; a hostile file could ask for
/// any amount.
/// </summary>
internal sealed class FoldingBudget
{
    private const long MostRead = 1L << 28, MostKept = 1L << 24;

    private long _read, _kept;

    /// <summary>Counts numbers that a node reads.</summary>
    /// <exception cref="ShapeException">They are too many; the message is a clause about the node.</exception>
    public void Read(long numbers) => Count(ref _read, numbers, MostRead, "read");

    /// <summary>Counts numbers that a node has computed, which stay in memory.</summary>
    /// <inheritdoc cref="Read"/>
    public void Keep(long numbers) => Count(ref _kept, numbers, MostKept, "compute");

    private static void Count(ref long count, long numbers, long most, string verb)
    {
        count += numbers;
        if (count > most)
            throw new ShapeException($"and the nodes before it {verb} more than {most} numbers of constants, which is too many");
    }
}
