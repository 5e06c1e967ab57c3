namespace Workbench.Engine;

/// <summary>The version of the host's own arithmetic, a part of every cell's key: rows that another version computed are not served.</summary>
public static class Numerics
{
    /// <summary>
    /// Raised by hand when a change of the host may change a number: the layers' products, the sweep, the post steps, the resampling of images.
    /// 1 was never written down. 2: convolutions are filled up with channels of zeros where libtorch's own are wrong, so that rows of such networks changed; rows that a
    /// plugin had spoilt by writing into what it was given are left behind with it.
    /// </summary>
    public const int Version = 2;
}
