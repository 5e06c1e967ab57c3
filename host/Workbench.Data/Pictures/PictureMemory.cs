using System.Buffers;
using System.Runtime.CompilerServices;
using SixLabors.ImageSharp.Memory;

namespace Workbench.Data.Pictures;

/// <summary>
/// Memory for a decoder: plain arrays that the collector frees, since a pool would keep a large picture's for the next one; cleared, so that what a
/// damaged file leaves out is the same each time; and never more than a picture of the largest size needs.
/// </summary>
internal sealed class PictureMemory : MemoryAllocator
{
    // Four values of 16 bits a pixel.
    private const long Most = 8L * Image.MaxPixels;

    private readonly SimpleGcMemoryAllocator _arrays = new();

    /// <inheritdoc/>
    protected override int GetBufferCapacityInBytes() => int.MaxValue;

    /// <inheritdoc/>
    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None) =>
        (long)length * Unsafe.SizeOf<T>() <= Most ? _arrays.Allocate<T>(length, options)
            : throw new InvalidMemoryOperationException($"it asks for {(long)length * Unsafe.SizeOf<T>():N0} bytes at once");
}
