namespace Bifrost.Gateway.WireFormats.Canonical;

/// <summary>
/// Calls of a history whose results have not been read yet: found by their id, by the tool's name or by order, each once. A history of
/// a million calls takes no longer for each of them than one of ten.
/// </summary>
internal sealed class PendingCalls
{
    private readonly List<(string Id, string Name)> _calls = [];
    private readonly List<bool> _taken = [];
    private readonly Dictionary<string, Queue<int>> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<int>> _byName = new(StringComparer.Ordinal);
    private int _first;

    public void Add(string id, string name)
    {
        Note(_byId, id);
        Note(_byName, name);
        _calls.Add((id, name));
        _taken.Add(false);
    }

    /// <summary>The first that has this id; null for none.</summary>
    public (string Id, string Name)? TakeById(string id) => Take(_byId, id);

    /// <summary>The first of this tool; null for none.</summary>
    public (string Id, string Name)? TakeByName(string name) => Take(_byName, name);

    /// <summary>The first of all; null for none.</summary>
    public (string Id, string Name)? TakeFirst()
    {
        while (_first < _calls.Count && _taken[_first])
        {
            _first++;
        }

        return _first < _calls.Count ? Take(_first) : null;
    }

    private void Note(Dictionary<string, Queue<int>> calls, string key)
    {
        if (!calls.TryGetValue(key, out var places))
        {
            calls[key] = places = new();
        }

        places.Enqueue(_calls.Count);
    }

    private (string Id, string Name)? Take(Dictionary<string, Queue<int>> calls, string key)
    {
        if (calls.TryGetValue(key, out var places))
        {
            while (places.TryDequeue(out var place))
            {
                if (!_taken[place])
                {
                    return Take(place);
                }
            }
        }

        return null;
    }

    private (string Id, string Name) Take(int place)
    {
        _taken[place] = true;
        return _calls[place];
    }
}
