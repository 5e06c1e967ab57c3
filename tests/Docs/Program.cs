using Workbench.Docs;

// dotnet run --project tests/Docs: writes the pages of docs/ that are made from the code.
// dotnet run -c Release --project tests/Docs -- pictures: draws each method's maps anew, too.
if (args is ["pictures"]) MethodPictures.Draw();
else if (args.Length > 0)
{
    Console.Error.WriteLine($"Unknown argument '{args[0]}'; the only one is 'pictures'.");
    return 2;
}
var stale = Pages.All().Where(page => !page.IsUpToDate).ToList();
foreach (var page in stale)
{
    page.Write();
    Console.WriteLine(page.Path);
}
Console.WriteLine(stale.Count == 0 ? "All pages are up to date." : $"{stale.Count} pages written.");
return 0;
