using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Data;

/// <summary>
/// Derives seeds of random draws from their purpose, so that they do not depend on the order of work or on the number of threads.
/// </summary>
public static class Seeds
{
    /// <summary>The seed of one draw.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="identity">The purpose of the draw: a layer, a cell, an image.</param>
    public static ulong Derive(ulong seed, params ReadOnlySpan<string> identity)
    {
        var text = $"{seed}\n{string.Join('\n', identity)}";
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
