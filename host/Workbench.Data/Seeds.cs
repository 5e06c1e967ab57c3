using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Data;

/// <summary>Seeds of random draws, from what the draw is for: the same whatever else runs, in which order, on how many threads.</summary>
public static class Seeds
{
    /// <summary>A seed for that purpose.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="identity">What the draw is for: a layer, a cell, an image.</param>
    public static ulong Of(ulong seed, params ReadOnlySpan<string> identity)
    {
        var text = $"{seed}\n{string.Join('\n', identity)}";
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
