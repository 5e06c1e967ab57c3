namespace Workbench.Engine.Model.Operators;

/// <summary>Number of elements of a shape that a file states, which may be of any size.</summary>
internal static class ElementCount
{
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
