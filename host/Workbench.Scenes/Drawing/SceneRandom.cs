namespace Workbench.Scenes.Drawing;

/// <summary>
/// The random generator of one scene: SplitMix64, seeded by (seed, split, index). It is implemented here because <see cref="Random"/> does
/// not promise the same sequence in all .NET versions.
/// </summary>
internal sealed class SceneRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private ulong _state;

    public SceneRandom(ulong seed, string split, int index)
    {
        _state = seed;
        foreach (var letter in split) Stir(letter);
        Stir((ulong)index + 0x10000);
    }

    public ulong Bits()
    {
        _state += Golden;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Uniform over [0, 1).</summary>
    public float Unit() => (Bits() >> 40) * (1f / (1 << 24));

    public float Range(float from, float to) => from + (to - from) * Unit();

    /// <summary>Log-uniform over [from, to).</summary>
    public float LogRange(float from, float to) => from * MathF.Pow(to / from, Unit());

    public int Below(int count) => (int)(Bits() % (ulong)count);

    public bool Chance(float probability) => Unit() < probability;

    public float Sign() => Chance(0.5f) ? 1 : -1;

    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>Approximately normal, mean 0 and deviation 1; fast enough for one draw per pixel.</summary>
    public float Bell()
    {
        var bits = Bits();
        var sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
        return (sum / 65535f - 2) * 1.7320508f;
    }

    /// <summary>The first <paramref name="take"/> entries of a shuffle of 0 … count−1.</summary>
    public int[] Choose(int count, int take)
    {
        var order = Enumerable.Range(0, count).ToArray();
        for (var i = 0; i < take; i++)
        {
            var other = i + Below(count - i);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order[..take];
    }

    private void Stir(ulong value)
    {
        _state ^= value * Golden;
        _state = Bits();
    }
}
