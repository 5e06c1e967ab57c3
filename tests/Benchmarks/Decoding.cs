using System.Diagnostics;
using System.Globalization;
using Workbench.Data;

namespace Workbench.Benchmarks;

/// <summary>Processor time per photograph to decode the photographs in some folders, in milliseconds on one thread.</summary>
internal static class Decoding
{
    private static readonly string[] s_extensions = [".jpg", ".jpeg", ".png", ".webp"];

    public static int Run(IReadOnlyList<string> folders, int repeats)
    {
        Console.WriteLine(Image.Decoder);
        foreach (var folder in folders)
        {
            var files = Directory
                .EnumerateFiles(folder)
                .Where(path => s_extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
                .ToList();
            if (files.Count == 0)
            {
                Console.Error.WriteLine($"'{folder}' has no photographs.");
                return 2;
            }
            // Also the warm-up.
            var pixels = files.Average(path => Image.Load(path) is var image ? (double)image.Width * image.Height : 0);
            List<double> times = [];
            for (var i = 0; i < repeats; i++)
            {
                using var process = Process.GetCurrentProcess();
                var before = process.TotalProcessorTime;
                foreach (var path in files) Image.Load(path);
                process.Refresh();
                times.Add((process.TotalProcessorTime - before).TotalMilliseconds / files.Count);
            }
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{folder}: {files.Count} photographs of {pixels / 1e6:0.00} megapixels, "
                + $"{times.Order().ElementAt(repeats / 2):0.00} ms each ({times.Min():0.00} to {times.Max():0.00}, {repeats} times)"));
        }
        return 0;
    }
}
