using Workbench.Benchmarks;

string[] commands =
[
    "sharing", "floor", "states", "memory", "loop", "report", "throughput", "throughput-of", "cost", "checkpoints", "checkpoint", "merge",
    "decoding", "graph", "graph-of",
];
if (args.Length == 0 || !commands.Contains(args[0]))
{
    Console.WriteLine(
        """
        Usage: dotnet run -c Release --project tests/Benchmarks -- sharing [--repeats N] [--threads N]
               dotnet run -c Release --project tests/Benchmarks -- floor [--repeats N] [--threads N]
               dotnet run -c Release --project tests/Benchmarks -- memory
               dotnet run -c Release --project tests/Benchmarks -- states [--repeats N] [--threads N]
               dotnet run -c Release --project tests/Benchmarks -- loop [--repeats N]
               dotnet run -c Release --project tests/Benchmarks -- report FILE [--repeats N]
               dotnet run -c Release --project tests/Benchmarks -- throughput [--images N] [--threads N]
               dotnet run -c Release --project tests/Benchmarks -- cost FILE [--repeats N] [--threads N]
               dotnet run -c Release --project tests/Benchmarks -- checkpoints [--repeats N]
               dotnet run -c Release --project tests/Benchmarks -- merge [--repeats N]
               dotnet run -c Release --project tests/Benchmarks -- graph [--images N] [--repeats N] [--threads N]
               dotnet run -c Release --project tests/Benchmarks -- decoding FOLDER [FOLDER ...] [--repeats N]
          sharing      Table 1's 19 rows on a full-width VGG-16: one shared pass, a bare forward + backward, and the cells one by one
          floor        the four tables' 25 methods for one image and two targets, against a bare forward and a bare backward
                       per sweep and target
          memory       peak memory of 300 images × 19 rows, against that of the first 30
          states       16 randomised states of a full-width VGG-16 that share activations, against 16 full passes
          loop         the program's start, a script's first map, the time from a rebuilt plugin to its new number
          report       time to open a run's report.html in Chromium
          throughput   images per second of Tables 1 to 4 on a full-width VGG-16 in float32 and bfloat16, with memory and the ratio
                       to bare libtorch
          cost         seconds against the number of images, targets, methods and layers, plotted to FILE (.png or .webp)
          checkpoints  seconds and peak memory to load a full-width VGG-16 from each format in a new process, against the file's size
          merge        time to merge 64 shards of 25 methods, 5,000 images each and 5,000 in total, against plain insertion of the
                       same rows; then the time to read and resample them
          graph        a full-width ResNet-50's forward pass and gradient, and their memory, against TorchSharp's module
          decoding     milliseconds per photograph to decode the photographs in each folder, on one thread
        """);
    return 2;
}
string? Word(string name) => Array.IndexOf(args, name) is var at and > 0 && at + 1 < args.Length ? args[at + 1] : null;
int Option(string name, int otherwise) => Word(name) is { } text ? int.Parse(text) : otherwise;
if (args[0] == "sharing") Sharing.Run(Option("--repeats", 9), Option("--threads", 2));
else if (args[0] == "floor") Floor.Run(Option("--repeats", 7), Option("--threads", 2));
else if (args[0] == "states") States.Run(Option("--repeats", 5), Option("--threads", 2));
else if (args[0] == "loop") DailyLoop.Run(Option("--repeats", 5));
else if (args[0] == "checkpoints") Checkpoints.Run(Option("--repeats", 3));
else if (args[0] == "merge") Merging.Run(Option("--repeats", 3));
else if (args[0] == "graph") Graphs.Run(Option("--images", 4), Option("--repeats", 5), Option("--threads", 2));
else if (args[0] == "graph-of") Graphs.RunAlone(args[1], Option("--images", 4), Option("--threads", 2));   // a process of "graph"
else if (args[0] == "decoding") return Decoding.Run([.. args.Skip(1).TakeWhile(word => word != "--repeats")], Option("--repeats", 5));
else if (args[0] == "checkpoint") Checkpoints.Load(args[1]);   // a process of "checkpoints"
else if (args[0] == "report") return await ReportOpening.Run(args.ElementAtOrDefault(1) ?? "", Option("--repeats", 5));
else if (args[0] == "throughput") Throughput.Run(Option("--images", 32), Option("--threads", 2));
else if (args[0] == "throughput-of")
    // A process of "throughput".
    Throughput.RunTable(Option("--table", 1), Word("--dtype") ?? "float32", Option("--images", 32), Option("--threads", 2));
else if (args[0] == "cost") Cost.Run(args.ElementAtOrDefault(1) ?? "cost.webp", Option("--repeats", 3), Option("--threads", 2));
else MemoryGrowth.Run();
return 0;
