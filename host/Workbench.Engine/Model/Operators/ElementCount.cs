namespace Workbench.Engine.Model.Operators;

/// <summary>Number of elements of a shape that a file states, which may be of any size.</summary>
internal static class ElementCount
{
    /// <summary>The most numbers of a value for one image: 1 GB in float32.</summary>
    public const long MostOfValue = 1L << 28;

    /// <summary>The most axes of a value, without the batch.</summary>
    public const int MostAxes = 8;

    /// <summary>The product of the sizes, or the largest number if that is exceeded. Sizes are 0 or more.</summary>
    public static long Of(IEnumerable<long> shape)
    {
        var product = (Int128)1;
        foreach (var side in shape)
        {
            if (side == 0) return 0;
            product = Int128.Min(product * side, long.MaxValue);
        }
        return (long)product;
    }
}
