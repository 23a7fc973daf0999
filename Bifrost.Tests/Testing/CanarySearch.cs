using System.Text;

namespace Bifrost.Tests.Testing;

/// <summary>Everything that a process leaves behind, by channel, and the search for words in it: plain, as UTF-16, in hexadecimal and in base64.</summary>
public sealed class CanarySearch
{
    private readonly List<(string Channel, byte[] Bytes)> channels = [];

    public void Add(string channel, byte[] bytes) => channels.Add((channel, bytes));

    public void Add(string channel, string text) => Add(channel, Encoding.UTF8.GetBytes(text));

    /// <summary>Every file below the folder, also those that are open.</summary>
    public void AddFolder(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(x => Path.GetFileName(x) != "lock"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Add(Path.GetRelativePath(folder, file), copy.ToArray());
        }
    }

    /// <summary>The channels that hold the text in whatever spelling.</summary>
    public IReadOnlyList<string> Find(string text)
    {
        var spellings = Spellings(text).ToArray();
        return [.. channels.SelectMany(x => spellings.Where(s => x.Bytes.AsSpan().IndexOf(s.Bytes) >= 0).Select(s => $"{x.Channel} ({s.Name})"))];
    }

    /// <summary>Fails when a channel holds one of the texts; names the channel and the spelling, and quotes what is around it.</summary>
    public void AssertNowhere(params IEnumerable<(string Name, string Text)> secrets)
    {
        var found = secrets.SelectMany(s => Find(s.Text).Select(x => $"{s.Name} in {x}: {Around(s.Text)}")).ToArray();
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private string Around(string text)
    {
        foreach (var (_, bytes) in channels)
        {
            var at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
            if (at >= 0) return Encoding.UTF8.GetString(bytes.AsSpan(Math.Max(0, at - 80), Math.Min(240, bytes.Length - Math.Max(0, at - 80))));
        }

        return "";
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Spellings(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        yield return ("plain", utf8);
        yield return ("UTF-16", Encoding.Unicode.GetBytes(text));
        yield return ("hexadecimal", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)));

        // What stands before decides how three bytes become four letters: each of the three ways, without the letters that neighbours share.
        for (var before = 0; before < 3; before++)
        {
            var letters = Convert.ToBase64String([.. new byte[before], .. utf8]);
            var first = ((before * 8) + 5) / 6;
            var last = (before + utf8.Length) * 8 / 6;
            yield return ($"base64, {before} before", Encoding.ASCII.GetBytes(letters[first..last]));
        }
    }
}
