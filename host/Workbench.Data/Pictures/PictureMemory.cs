using System.Buffers;
using System.Runtime.CompilerServices;
using SixLabors.ImageSharp.Memory;

namespace Workbench.Data.Pictures;

/// <summary>
/// Memory for a decoder. The arrays are not pooled, since a pool would retain a large picture's memory; they are cleared, so that a damaged
/// file's missing pixels are the same each time; and their size is limited to the needs of the largest picture.
/// </summary>
internal sealed class PictureMemory : MemoryAllocator
{
    // Four 16-bit values per pixel.
    private const long Most = 8L * Image.MaxPixels;

    private readonly SimpleGcMemoryAllocator _arrays = new();

    /// <inheritdoc/>
    protected override int GetBufferCapacityInBytes() => int.MaxValue;

    /// <inheritdoc/>
    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None) =>
        (long)length * Unsafe.SizeOf<T>() <= Most ? _arrays.Allocate<T>(length, options)
            : throw new InvalidMemoryOperationException($"it asks for {(long)length * Unsafe.SizeOf<T>():N0} bytes at once");
}
